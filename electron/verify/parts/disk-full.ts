import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FullDiskReport } from '../disk/full-disk-work.ts';
import { program } from '../programs.ts';
import type { PartWorld, Violation } from './part.ts';

export interface FullDiskResult {
  readonly refusedMs: number;
  readonly resumedMs: number;
  readonly violations: readonly Violation[];
}

/** Room for the write-ahead log of a busy store at its longest: it is filled by the campaign, not by the work. */
const diskMegabytes = 64;
/** A full disk is told within this, and work goes on within that once there is space. */
const refusedWithinMs = 2_000;
const resumedWithinMs = 10_000;

/** Why this machine lends no small disk; null when it does. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return `a small disk can be mounted on Linux only, and this is ${process.platform}`;
  const tried = spawnSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'unshare, which lends a small disk, is not installed';
  return tried.status === 0
    ? null
    : `no small disk may be mounted here (${tried.stderr.trim().split('\n').at(-1) ?? ''})`;
}

/**
 * Disk full: a store on a small disk, filled up by another hand while a run asks for decisions. A decision must be refused
 * in words, questions answered all the same, and work go on by itself once there is space.
 */
export async function fillTheDisk(world: PartWorld, index: number): Promise<FullDiskResult> {
  const where = `${world.seed}/disk-full/${index}`;
  const disk = join(world.scratch, `disk-full-${index}`);
  mkdirSync(disk, { recursive: true });
  const job = JSON.stringify({ disk, script: world.script, seed: where });
  const mountAndRun = `mount -t tmpfs -o size=${diskMegabytes}m tmpfs "$1" && exec "$2" "$3" "$4"`;
  const args = ['-Urm', 'sh', '-c', mountAndRun, 'sh', disk, process.execPath, program('full-disk-work'), job];
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The work on a small disk failed (${code}): ${said.slice(-1_000)}`);
  const report = JSON.parse(printed) as FullDiskReport;
  const violations = wrongIn(report).map(([invariant, what]) => ({ part: 'disk-full', where, invariant, what }));
  return { refusedMs: report.refused?.afterMs ?? 0, resumedMs: report.resumedMs ?? 0, violations };
}

function wrongIn(report: FullDiskReport): [string, string][] {
  const { refused, resumedMs } = report;
  const wrong: [string, string][] = report.findings.map(({ invariant, what }) => [invariant, what]);
  if (refused === null)
    wrong.push(['disk-full', `All ${report.decidedWhileFull} decisions were taken on a full disk.`]);
  else {
    if (refused.code !== 'disk-full' && refused.code !== 'degraded')
      wrong.push(['disk-full', `A decision on a full disk was refused as ${refused.code}: ${refused.message}`]);
    if (refused.afterMs > refusedWithinMs)
      wrong.push(['disk-full', `It took ${refused.afterMs} ms to say that the disk is full.`]);
  }
  if (!report.areReadsAnswered) wrong.push(['disk-full', 'Questions were not answered while the disk was full.']);
  if (resumedMs === null || resumedMs > resumedWithinMs)
    wrong.push(['disk-full', `Work went on ${resumedMs ?? 'not at all'} ms after there was space.`]);
  if (report.stuck !== null) wrong.push(['I5', report.stuck]);
  return wrong;
}
