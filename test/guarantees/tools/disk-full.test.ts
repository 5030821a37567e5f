import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ToolReply } from '../../../electron/runtime/tools/protocol.ts';
import { recordUpdateFacts } from '../../../electron/runtime/tools/record-update/facts.ts';
import { replySendFacts } from '../../../electron/runtime/tools/reply-send/facts.ts';
import { canMountDisk, onSmallDisk } from '../../helpers/small-disk.ts';
import { contextWith, envelopeFor, keyOf } from '../../unit/tools/envelopes.ts';
import type { ToolProcessStep } from './tool-process.ts';

/** Runs a job whose workspace is a disk of 1 MiB. */
function repliesOn(steps: (disk: string) => readonly ToolProcessStep[]): readonly ToolReply[] {
  const root = mkdtempSync(join(tmpdir(), 'lanekeeper-full-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const places = {
    outboxFolder: join(disk, 'outbox'),
    recordsDb: join(disk, 'records.db'),
    artifactFolder: join(disk, 'artifacts'),
  };
  const job = join(root, 'job.json');
  writeFileSync(job, JSON.stringify({ thread: { places }, steps: steps(disk) }));
  const program = join(import.meta.dirname, 'tool-process.ts');
  const { command, args } = onSmallDisk(disk, '1m', [
    'sh',
    '-c',
    'mkdir "$1/outbox" "$1/artifacts" && exec "$2" "$3" "$4"',
    'sh',
    disk,
    process.execPath,
    program,
    job,
  ]);
  const ran = spawnSync(command, args, { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout) as ToolReply[];
}

// Needs a user namespace in which a small disk can be mounted; some systems forbid it.
test.skipIf(!canMountDisk)(
  'a full disk refuses a reply with a sentence, and the same key goes through once there is space',
  () => {
    const context = contextWith();
    const params = { to: null, ticketId: '7', subject: 'Sorry', body: 'x'.repeat(50_000) };
    const preconditions = {
      transport: 'outbox',
      server: null,
      from: 'drafts@lanekeeper.invalid',
      fromName: 'Lanekeeper drafts',
      to: 'ticket-7@undeliverable.invalid',
      deliverable: false,
    };
    const key = keyOf('full');
    const envelope = envelopeFor(replySendFacts, { params, preconditions });
    const replies = repliesOn((disk) => [
      { do: 'fill', file: join(disk, 'filler') },
      { do: 'ask', request: { seq: 1, kind: 'execute', envelope, key, context } },
      { do: 'ask', request: { seq: 2, kind: 'probe', envelope, key, context } },
      { do: 'free', file: join(disk, 'filler') },
      { do: 'ask', request: { seq: 3, kind: 'execute', envelope, key, context } },
    ]);
    expect(replies).toMatchObject([
      {
        outcome: {
          outcome: 'not-applied',
          reason: `There is no space left for the outbox file ${key}.eml. No reply was written; the approved text is kept with the item.`,
        },
      },
      { verdict: { verdict: 'not-applied' } },
      { outcome: { outcome: 'done' } },
    ]);
  },
);

test.skipIf(!canMountDisk)(
  'a full disk leaves a record as it was, and the update goes through once there is space',
  () => {
    const context = contextWith();
    const small = { params: { recordId: '42', set: { n: 1 } }, preconditions: { row_hash: null } };
    const large = { params: { recordId: '43', set: { text: 'x'.repeat(20_000) } }, preconditions: { row_hash: null } };
    const [first, second] = [envelopeFor(recordUpdateFacts, small), envelopeFor(recordUpdateFacts, large)];
    const key = keyOf('large');
    const replies = repliesOn((disk) => [
      { do: 'ask', request: { seq: 1, kind: 'execute', envelope: first, key: keyOf('small'), context } },
      { do: 'fill', file: join(disk, 'filler') },
      { do: 'ask', request: { seq: 2, kind: 'execute', envelope: second, key, context } },
      { do: 'ask', request: { seq: 3, kind: 'probe', envelope: second, key, context } },
      { do: 'free', file: join(disk, 'filler') },
      { do: 'ask', request: { seq: 4, kind: 'execute', envelope: second, key, context } },
      { do: 'ask', request: { seq: 5, kind: 'probe', envelope: first, key: keyOf('small'), context } },
    ]);
    expect(replies).toMatchObject([
      { outcome: { outcome: 'done' } },
      {
        outcome: {
          outcome: 'not-applied',
          reason: 'There is no space left for the records database. Record 43 is as it was.',
        },
      },
      { verdict: { verdict: 'not-applied' } },
      { outcome: { outcome: 'done' } },
      { verdict: { verdict: 'applied' } },
    ]);
  },
);
