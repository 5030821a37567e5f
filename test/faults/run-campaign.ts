import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Report } from '../../electron/verify/campaign/report.ts';

const launcher = join(import.meta.dirname, '../../electron/cli/launcher.cjs');

/** Runs `lanekeeper verify-durability` as a customer does, beside a workspace of its own; its report. */
export async function runCampaign(...args: readonly string[]): Promise<Report> {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-faults-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  return runCampaignIn(workspace, ...args);
}

/** The same in a workspace that may hold an earlier campaign. */
export async function runCampaignIn(workspace: string, ...args: readonly string[]): Promise<Report> {
  const given = [launcher, 'verify-durability', '--workspace', workspace, '--json', ...args];
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  await once(child, 'close');
  const value = JSON.parse(printed === '' ? '{}' : printed) as Report | { error: unknown };
  if (!('verdict' in value)) throw new Error(`The campaign did not run:\n${printed}\n${said}`);
  return value;
}
