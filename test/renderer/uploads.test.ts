import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useBridge } from '../../renderer/src/bridge.ts';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import { giveFile, openStart, useStart } from '../../renderer/src/stores/start-run.ts';
import { transferPace } from '../../renderer/src/stores/transfer-pace.ts';
import { uploadFile } from '../../renderer/src/stores/uploads.ts';

/** A runtime that answers pieces only when it is told to. */
interface SlowRuntime {
  readonly calls: string[];
  readonly waiting: (() => void)[];
  /** Resolves when so many pieces wait for their answer. */
  whenWaiting(total: number): Promise<void>;
}

function slowRuntime(): SlowRuntime {
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  async function answer(method: string, input: { offset?: number; base64?: string }): Promise<unknown> {
    calls.push(method === 'upload.append' ? `append ${input.offset}` : method);
    if (method === 'upload.open') return { uploadId: 'u1' };
    if (method !== 'upload.append')
      return method === 'upload.close' ? { sha256: 'x', name: 'a', bytes: 1 } : { ok: true };
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { received: (input.offset ?? 0) + Buffer.from(input.base64 ?? '', 'base64').length };
  }
  useBridge({
    start: () => undefined,
    stop: () => undefined,
    call: answer,
    subscribe: () => () => undefined,
  } as unknown as Bridge);
  return { calls, waiting, whenWaiting: (total) => vi.waitFor(() => expect(waiting.length).toBe(total)) };
}

/** The browser's own, over Node's Blob. */
class NodeFileReader extends EventTarget {
  static readable = Infinity;
  result = '';
  readAsDataURL(piece: Blob): void {
    NodeFileReader.readable -= 1;
    if (NodeFileReader.readable < 0) queueMicrotask(() => this.dispatchEvent(new Event('error')));
    else this.#read(piece);
  }
  #read(piece: Blob): void {
    void piece.arrayBuffer().then((content) => {
      this.result = `data:;base64,${Buffer.from(content).toString('base64')}`;
      this.dispatchEvent(new Event('load'));
    });
  }
}

beforeEach(() => void vi.stubGlobal('FileReader', NodeFileReader));
afterEach(() => {
  vi.unstubAllGlobals();
  NodeFileReader.readable = Infinity;
});

const tenPieces = (): File => new File([Buffer.alloc(6_720_000)], 'a.csv');

test('several pieces of a file are under way at once, never more than four, in the order of the file', async () => {
  const runtime = slowRuntime();
  const progress: number[] = [];
  const sent = uploadFile(tenPieces(), (bytes) => progress.push(bytes), new AbortController().signal);
  for (let answered = 0; answered < 10; answered += 1) {
    await runtime.whenWaiting(Math.min(4, 10 - answered));
    runtime.waiting.shift()?.();
  }
  await sent;
  expect(runtime.calls).toEqual([
    'upload.open',
    ...Array.from({ length: 10 }, (_, piece) => `append ${piece * 672_000}`),
    'upload.close',
  ]);
  expect(progress.at(-1)).toBe(6_720_000);
});

test('a file that is no longer wanted is given up in the workspace too, and no further piece of it is sent', async () => {
  const runtime = slowRuntime();
  const stop = new AbortController();
  const sent = uploadFile(tenPieces(), () => undefined, stop.signal);
  await runtime.whenWaiting(4);
  stop.abort();
  for (const answer of runtime.waiting.splice(0)) answer();
  await expect(sent).rejects.toThrow('aborted');
  expect(runtime.calls.filter((call) => call.startsWith('append'))).toHaveLength(4);
  expect(runtime.calls.at(-1)).toBe('upload.cancel');
});

test('a file that could not be read to its end stays refused when pieces sent before that are answered late', async () => {
  const runtime = slowRuntime();
  NodeFileReader.readable = 2;
  openStart('ticket-review');
  await giveFile('ticket-review', tenPieces());
  for (const answer of runtime.waiting.splice(0)) answer();
  await vi.waitFor(() => expect(runtime.calls).toContain('upload.cancel'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(useStart.getState().file.state).toBe('failed');
});

test("the form of another agent is not told of the file that was being sent in the first one's", async () => {
  const runtime = slowRuntime();
  openStart('ticket-review');
  const given = giveFile('ticket-review', tenPieces());
  await runtime.whenWaiting(4);
  openStart('audit-digest');
  for (const answer of runtime.waiting.splice(0)) answer();
  await given;
  expect(useStart.getState().file.state).toBe('none');
});

test('the time left is told from the recent pace, and not before there is one', () => {
  const pace = transferPace(200e6, 0);
  expect(pace.take(1e6, 500)).toBeNull();
  expect(pace.take(20e6, 2_000)).toBe(18_000);
  expect(pace.take(100e6, 10_000)).toBeNull();
  // From 10 s on only 5 MB/s: the fast beginning is forgotten.
  expect(pace.take(110e6, 12_000)).toBe(18_000);
  expect(pace.take(110e6, 19_000)).toBeNull();
});
