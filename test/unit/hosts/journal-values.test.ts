import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FileClient } from '../../../electron/runtime/hosts/file-client.ts';
import { fromText, toText } from '../../../electron/runtime/hosts/journal-values.ts';
import type { Json } from '../../../shared/json.ts';

function keptFiles(): FileClient & { readonly kept: ReadonlyMap<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    async write(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      kept.set(sha256, bytes);
      return { sha256, bytes: bytes.length };
    },
    async readAll(sha256) {
      const bytes = kept.get(sha256);
      if (bytes === undefined) throw new Error(`nothing is kept under ${sha256}`);
      return bytes;
    },
    input() {
      throw new Error('not asked for here');
    },
    given() {
      throw new Error('not asked for here');
    },
  };
}

const values: readonly (readonly [what: string, value: Json, files: number])[] = [
  ['a small result stands in the journal', { a: [1, 'ü', null] }, 0],
  ['a large result is kept as a file', { a: 'ü'.repeat(70_000) }, 1],
  ['a result that looks like a kept one comes back as it was', { $spilled: '0'.repeat(64) }, 1],
  ['a large result that looks like a kept one, too', { $spilled: '0'.repeat(64), a: 'x'.repeat(70_000) }, 1],
];

test.each(values)('%s', async (_, value, count) => {
  const files = keptFiles();
  const text = await toText(value, 'step', files);
  expect(text.length).toBeLessThan(64 * 1024 + 1);
  expect(files.kept.size).toBe(count);
  expect(await fromText(text, files)).toEqual(value);
});
