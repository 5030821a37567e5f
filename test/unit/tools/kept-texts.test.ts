import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Tool } from '../../../electron/runtime/tools/contract.ts';
import { replySendFacts } from '../../../electron/runtime/tools/reply-send/facts.ts';
import { toolSchemaHash } from '../../../electron/runtime/tools/schema-hash.ts';
import { createToolDesk } from '../../../electron/runtime/tools/tool-desk.ts';
import { envelopeFor } from '../approvals/sample-item.ts';

const text = 'Dear customer, ü\n'.repeat(1_000);
const sha256 = createHash('sha256').update(text).digest('hex');
const params = { ticketId: 't', parts: [{ $artifact: sha256, bytes: Buffer.byteLength(text) }] };

function deskWithFile() {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-kept-'));
  const file = join(folder, sha256.slice(0, 2), sha256);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const given: JsonObject[] = [];
  const tool: Tool = {
    ...replySendFacts,
    prepare: async (_target, whole) => {
      given.push(whole);
      return { ok: true, preconditions: {}, diff: [] };
    },
    execute: async ({ params: whole }) => {
      given.push(whole as JsonObject);
      return { outcome: 'done', summary: 'sent', detail: {} };
    },
  };
  const desk = createToolDesk([tool], folder);
  const envelope: Envelope = {
    ...envelopeFor('gate'),
    tool: { id: tool.id, version: tool.version, schemaHash: toolSchemaHash(tool.schema) },
    params,
  };
  const context = { settings: {} as never, secrets: {}, nowMs: 0 };
  const key = 'a'.repeat(32);
  return {
    file,
    given,
    execute: () => desk.answer({ seq: 1, kind: 'execute', envelope, key, context }),
    prepare: () => desk.answer({ seq: 1, kind: 'prepare', items: [{ toolId: tool.id, target: 't', params }], context }),
  };
}

test('A4: a tool is given the text itself, read back from the file whose hash was decided on', async () => {
  const { execute, prepare, given } = deskWithFile();
  await prepare();
  expect(await execute()).toMatchObject({ outcome: { outcome: 'done' } });
  expect(given).toEqual([
    { ticketId: 't', parts: [text] },
    { ticketId: 't', parts: [text] },
  ]);
});

test('A4: a file that is no longer what was decided on, or is gone, is not sent: nothing is done', async () => {
  const { execute, prepare, file, given } = deskWithFile();
  writeFileSync(file, text.replace('Dear', 'Deaf'));
  const changed = 'The file that params.parts.0 is kept in is no longer what was decided on. Nothing was done.';
  expect(await execute()).toMatchObject({ outcome: { outcome: 'not-applied', reason: changed } });
  expect(await prepare()).toMatchObject({ results: [{ ok: false, reason: changed }] });
  rmSync(file);
  expect(await execute()).toMatchObject({ outcome: { reason: expect.stringContaining('is missing') } });
  expect(given).toEqual([]);
});
