import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { canMountDisk, onSmallDisk } from '../../helpers/small-disk.ts';
import type { FullReceiptReport } from './full-disk-receipt.ts';
import type { FullStartReport } from './full-disk-start.ts';

/** Runs a program of this folder on a small disk of its own; what it reports. */
function onDiskOfItsOwn<Report>(program: string, ...given: string[]): Report {
  const root = mkdtempSync(join(tmpdir(), 'lanekeeper-full-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const { command, args } = onSmallDisk(disk, '16m', [
    process.execPath,
    join(import.meta.dirname, program),
    disk,
    ...given,
  ]);
  const ran = spawnSync(command, args, { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout) as Report;
}

// Needs a user namespace in which a small disk can be mounted; some systems forbid it.
test.skipIf(!canMountDisk).each(['stop', 'kill'])(
  'started on a full disk (after a %s): everything stored is read, every command is refused in words, and work goes on by itself once there is space',
  (end) => {
    const report = onDiskOfItsOwn<FullStartReport>('full-disk-start.ts', end);

    expect(report.degraded).toMatchObject({ code: 'disk-full', message: expect.stringContaining('for reading only') });
    expect(report.degraded?.hint).toContain('Free some space');
    expect(report.unread).toEqual([]);
    expect(report.seen).toMatchObject({ runs: 2, approvals: 1, isWhole: true });
    expect(report.seen.events).toBeGreaterThan(3);
    expect(report.artifact).toBe('kept');

    expect(report.refused).toHaveLength(10);
    for (const line of report.refused) expect(line).toMatch(/: disk-full$/);
    expect(report.slowestRefusalMs).toBeLessThan(2_000);
    expect(report.refusal.message).toContain('everything saved before is intact');
    expect(report.refusal.hint).toContain('Free some space');
    expect(report.cli).toMatchObject({ list: 0, start: 1 });
    expect(report.cli.said).toContain('The disk is full');
    expect(report.cli.said).toContain('Free some space');

    expect(report.outboxMeanwhile).toBe(0);
    expect(report.backAfterMs).toBeLessThan(10_000);
    expect(report.isSameProcess).toBe(true);
    expect(report.after).toEqual({ effect: 'done', outbox: 1, runs: 2, isWhole: true });
  },
  120_000,
);

test.skipIf(!canMountDisk)(
  'a receipt that cannot be saved on a full disk is kept and saved once there is space: what was sent is known, and is not sent again',
  () => {
    const report = onDiskOfItsOwn<FullReceiptReport>('full-disk-receipt.ts');
    expect(report.refused).toBe('disk-full');
    expect(report.whileFull).toEqual({ effect: 'dispatched', messages: 1 });
    expect(report.after).toMatchObject({ effect: 'done', dispatches: 1, run: 'succeeded', messages: 1, receipts: 1 });
    expect(report.after.isWhole).toBe(true);
    expect(report.after.unknown).toBe(0);
  },
  120_000,
);
