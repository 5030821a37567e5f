import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { program } from '../programs.ts';
import { tracedCalls } from './trace.ts';

export interface Recording {
  /** What was called, as strace wrote it. */
  readonly trace: string;
  /** The store that was worked on. */
  readonly root: string;
  /** One line per answer, written the moment it was known. */
  readonly book: string;
}

export interface RecordRequest {
  readonly folder: string;
  readonly script: string;
  readonly seed: string;
  readonly runs: number;
  /** Runs the product with synchronous=NORMAL: what the harness must notice. */
  readonly isWeakened: boolean;
}

/** Why this machine cannot record writes; null when it can. */
export function whyNoRecorder(): string | null {
  if (process.platform !== 'linux') return `writes can be recorded on Linux only, and this is ${process.platform}`;
  const tried = spawnSync('strace', ['-f', '--seccomp-bpf', '-e', 'trace=fsync', '-o', '/dev/null', 'true'], {
    encoding: 'utf8',
  });
  if (tried.error !== undefined) return 'strace, which records the writes, is not installed';
  if (tried.status !== 0)
    return `strace may not watch a process here (${tried.stderr.trim().split('\n').at(-1) ?? ''})`;
  return null;
}

/** Lets the product work in a process tree whose writes and syncs are all written down. */
export async function record(request: RecordRequest): Promise<Recording> {
  const trace = join(request.folder, 'trace');
  const root = join(request.folder, 'store');
  const book = join(request.folder, 'book');
  const job = JSON.stringify({ ...request, root, book });
  const strace = [
    '-f',
    '--seccomp-bpf',
    '-y',
    '-xx',
    '-s',
    '4194304',
    '-e',
    'signal=none',
    '-e',
    `trace=${tracedCalls.join(',')}`,
    '-o',
    trace,
  ];
  const child = spawn('strace', [...strace, process.execPath, program('recorded-work'), job], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The recorded work failed (${code}): ${said.slice(-1_000)}`);
  return { trace, root, book };
}
