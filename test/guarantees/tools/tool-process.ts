import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ToolReply, ToolRequest, ToolThreadData } from '../../../electron/runtime/tools/protocol.ts';

/** What a process under test does, one after the other. */
export type ToolProcessStep =
  | { readonly do: 'ask'; readonly request: ToolRequest }
  /** Writes until the disk takes no more. */
  | { readonly do: 'fill'; readonly file: string }
  | { readonly do: 'free'; readonly file: string };

interface ToolProcessJob {
  readonly thread: ToolThreadData;
  readonly steps: readonly ToolProcessStep[];
}

/** A process with a tool thread in it: reads its job from a file, prints the thread's replies as one JSON array. */
const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ToolProcessJob;
const worker = new Worker(join(import.meta.dirname, '../../../electron/runtime/tools/tool-thread.ts'), {
  workerData: job.thread,
});
const replies: ToolReply[] = [];
for (const step of job.steps) {
  if (step.do === 'ask') replies.push(await ask(step.request));
  else if (step.do === 'fill') fill(step.file);
  else rmSync(step.file);
}
await ask({ seq: -1, kind: 'close' });
process.stdout.write(JSON.stringify(replies));

function ask(request: ToolRequest): Promise<ToolReply> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: ToolReply) => {
      if (!('seq' in reply) || reply.seq !== request.seq) return;
      worker.off('message', onMessage);
      resolve(reply);
    };
    worker.on('message', onMessage);
    worker.once('error', reject);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
    worker.postMessage(request);
  });
}

function fill(file: string): void {
  const handle = openSync(file, 'w');
  // The small pieces take what the large ones left.
  for (const pieceBytes of [65_536, 512]) writeUntilRefused(handle, Buffer.alloc(pieceBytes));
  closeSync(handle);
}

function writeUntilRefused(handle: number, piece: Buffer): void {
  for (;;)
    try {
      writeSync(handle, piece);
    } catch {
      return;
    }
}
