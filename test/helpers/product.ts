import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onSmallDisk } from './small-disk.ts';

const root = join(import.meta.dirname, '../..');
const linkPattern = /http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]+/;

/** The product as `npm start` runs it, over a workspace of its own. */
export interface Product {
  readonly workspace: string;
  readonly pid: number;
  /** Opens the console once, within a minute of the start. */
  readonly link: string;
  readonly address: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Ctrl+C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

export interface ProductOptions {
  readonly workspace?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** An existing folder in which it finds a disk of this size, which nobody else sees. */
  readonly disk?: { readonly folder: string; readonly size: `${number}m` };
}

/** Starts the product and waits for its link. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const workspace = options.workspace ?? mkdtempSync(join(tmpdir(), 'lanekeeper-product-'));
  const start = join(root, 'electron/host/start.mjs');
  const args = [start, '--workspace', workspace, '--print-url', ...(options.flags ?? [])];
  const { disk } = options;
  const own = { command: process.execPath, args };
  const started = disk === undefined ? own : onSmallDisk(disk.folder, disk.size, [process.execPath, ...args]);
  const child = spawn(started.command, started.args, {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const link = await new Promise<string>((resolve, reject) => {
    function read(chunk: Buffer): void {
      printed += chunk.toString();
      const found = linkPattern.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    }
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) =>
      reject(new Error(`The product ended with ${code} before it printed a link:\n${printed}`)),
    );
  });
  return {
    workspace,
    pid: child.pid ?? 0,
    link,
    address: link.split('#')[0] ?? '',
    output: () => printed,
    stop() {
      child.kill('SIGINT');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
