import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import type { ToolReply, ToolRequest, ToolThreadMessage } from '../../../electron/runtime/tools/protocol.ts';
import { recordUpdateFacts } from '../../../electron/runtime/tools/record-update/facts.ts';
import { toolRegistry } from '../../../electron/runtime/tools/registry.ts';
import { replySendFacts } from '../../../electron/runtime/tools/reply-send/facts.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { startSmtpServer } from '../../helpers/smtp-server.ts';
import { contextWith, envelopeFor, freshPlaces, keyOf } from '../../unit/tools/envelopes.ts';

const context = contextWith();

function startThread(places: ToolPlaces): Worker {
  const entry = join(import.meta.dirname, '../../../electron/runtime/tools/tool-thread.ts');
  const worker = new Worker(entry, { workerData: { places }, execArgv: [] });
  onTestFinished(async () => void (await worker.terminate()));
  return worker;
}

/** Asks on one channel and counts what comes back. */
function channelOf(channel: Worker | MessagePort) {
  const replies: ToolReply[] = [];
  const waiting = new Map<number, (reply: ToolReply) => void>();
  channel.on('message', (reply: ToolReply) => {
    replies.push(reply);
    if ('seq' in reply) waiting.get(reply.seq)?.(reply);
  });
  return {
    replies,
    ask: <Kind extends ToolReply['kind']>(request: ToolRequest) =>
      new Promise<Extract<ToolReply, { kind: Kind }>>((resolve) => {
        waiting.set(request.seq, (reply) => resolve(reply as Extract<ToolReply, { kind: Kind }>));
        send(channel, request);
      }),
  };
}

function send(channel: Worker | MessagePort, message: ToolThreadMessage): void {
  const transfer = message.kind === 'port' ? [message.port] : [];
  channel.postMessage(message, transfer);
}

function draft(ticketId: string): Envelope {
  return envelopeFor(replySendFacts, {
    params: { to: null, ticketId, subject: 'Sorry', body: 'Dear customer\n' },
    preconditions: {
      transport: 'outbox',
      server: null,
      from: 'drafts@lanekeeper.invalid',
      fromName: 'Lanekeeper drafts',
      to: `ticket-${ticketId}@undeliverable.invalid`,
      deliverable: false,
    },
  });
}

function update(recordId: string) {
  return { toolId: 'record.update', target: recordId, params: { recordId, set: { n: 1 } } };
}

function replyTo(n: number) {
  return { to: `jane${n}@example.org`, ticketId: String(n), subject: 'Sorry', body: 'Dear Jane\n' };
}

test('the thread answers every request exactly once, on the channel it came from, and ends when closed', async () => {
  const places = freshPlaces();
  const worker = startThread(places);
  const parent = channelOf(worker);
  const { port1, port2 } = new MessageChannel();
  const engine = channelOf(port1);
  send(worker, { kind: 'port', port: port2 });
  const tickets = Array.from({ length: 100 }, (_, n) => String(n));
  const outcomes = await Promise.all(
    tickets.map((ticketId, seq) =>
      engine.ask<'outcome'>({ seq, kind: 'execute', envelope: draft(ticketId), key: keyOf(ticketId), context }),
    ),
  );
  expect(outcomes.every((reply) => reply.outcome.outcome === 'done')).toBe(true);
  expect(readdirSync(places.outboxFolder).toSorted()).toEqual(tickets.map((id) => `${keyOf(id)}.eml`).toSorted());
  const probed = await parent.ask<'probed'>({
    seq: 500,
    kind: 'probe',
    envelope: draft('0'),
    key: keyOf('0'),
    context,
  });
  expect(probed.verdict).toMatchObject({ verdict: 'applied' });
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
  await engine.ask<'closed'>({ seq: 900, kind: 'close' });
  expect(await exited).toBe(0);
  expect(engine.replies.filter((reply) => reply.kind === 'ready')).toHaveLength(1);
  const seqs = engine.replies.flatMap((reply) => ('seq' in reply ? [reply.seq] : []));
  expect(seqs.toSorted((a, b) => a - b)).toEqual([...tickets.map(Number), 900]);
});

test('one request prepares many actions in order, and an unknown tool is a sentence, not a failure', async () => {
  const parent = channelOf(startThread(freshPlaces()));
  const { results } = await parent.ask<'prepared'>({
    seq: 1,
    kind: 'prepare',
    items: [update('1'), { ...update('2'), toolId: 'money.transfer' }, { ...update('3'), params: {} }],
    context,
  });
  expect(results).toMatchObject([{ ok: true }, { ok: false }, { ok: false, reason: 'recordId is missing.' }]);
  const unknown = { ...draft('1'), tool: { id: 'money.transfer', version: '1', schemaHash: '' } };
  const { outcome } = await parent.ask<'outcome'>({
    seq: 2,
    kind: 'execute',
    envelope: unknown,
    key: keyOf('x'),
    context,
  });
  expect(outcome).toMatchObject({ outcome: 'not-applied' });
});

test('an envelope approved for another version or schema of a tool does not run', async () => {
  const places = freshPlaces();
  const parent = channelOf(startThread(places));
  const envelope = draft('1');
  for (const [seq, tool] of [
    { ...envelope.tool, schemaHash: 'f'.repeat(64) },
    { ...envelope.tool, version: '0' },
  ].entries()) {
    const request: ToolRequest = { seq, kind: 'execute', envelope: { ...envelope, tool }, key: keyOf('x'), context };
    expect((await parent.ask<'outcome'>(request)).outcome).toMatchObject({ outcome: 'not-applied' });
  }
  expect(readdirSync(places.outboxFolder)).toEqual([]);
});

test('a key that is no hex string reaches no file', async () => {
  const places = freshPlaces();
  const parent = channelOf(startThread(places));
  const request: ToolRequest = { seq: 1, kind: 'execute', envelope: draft('1'), key: '../../escape', context };
  expect((await parent.ask<'outcome'>(request)).outcome).toMatchObject({ outcome: 'not-applied' });
  expect(existsSync(join(places.root, '..', 'escape.eml'))).toBe(false);
  expect(readdirSync(places.outboxFolder)).toEqual([]);
});

test('of two hundred racing changes to one record from the same state exactly one is written', async () => {
  const parent = channelOf(startThread(freshPlaces()));
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, seq) => {
      const params = { recordId: '42', set: { winner: seq } };
      const envelope = envelopeFor(recordUpdateFacts, { params, preconditions: { row_hash: null } });
      return parent.ask<'outcome'>({ seq, kind: 'execute', envelope, key: keyOf(`race ${seq}`), context });
    }),
  );
  expect(outcomes.filter((reply) => reply.outcome.outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter((reply) => reply.outcome.outcome === 'not-applied')).toHaveLength(199);
});

test('while mail servers are silent, reads go on; a recall takes back what waits and names what is under way', async () => {
  const server = await startSmtpServer('stall-after-content');
  onTestFinished(() => server.close());
  const smtp = {
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    from: 'help@example.com',
    user: null,
    passwordRef: null,
  };
  const silent = contextWith({ smtp });
  const parent = channelOf(startThread(freshPlaces()));
  const { results } = await parent.ask<'prepared'>({
    seq: 100,
    kind: 'prepare',
    items: Array.from({ length: 12 }, (_, n) => ({ toolId: 'reply.send', target: String(n), params: replyTo(n) })),
    context: silent,
  });
  const first = server.nextMessage();
  const answers = results.map((prepared, seq) => {
    if (!prepared.ok) throw new Error(prepared.reason);
    const envelope = envelopeFor(replySendFacts, { params: replyTo(seq), preconditions: prepared.preconditions });
    return parent.ask<'outcome'>({ seq, kind: 'execute', envelope, key: keyOf(`silent ${seq}`), context: silent });
  });
  await first;
  const recalled = await parent.ask<'recalled'>({ seq: 200, kind: 'recall', keys: null });
  expect(recalled.recalled).toEqual([8, 9, 10, 11].map((n) => keyOf(`silent ${n}`)));
  expect(recalled.inFlight).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((n) => keyOf(`silent ${n}`)));
  for (const answer of answers.slice(8)) expect((await answer).outcome).toMatchObject({ outcome: 'not-applied' });
  const look = await parent.ask<'prepared'>({
    seq: 201,
    kind: 'prepare',
    items: [{ toolId: 'record.update', target: '1', params: { recordId: '1', set: { n: 1 } } }],
    context,
  });
  expect(look.results).toMatchObject([{ ok: true }]);
  await server.close();
  for (const answer of answers.slice(0, 8)) {
    const { outcome } = await answer;
    expect(['unknown', 'not-applied']).toContain(outcome.outcome);
  }
  expect(server.messages.length).toBeLessThanOrEqual(8);
});

test('the registry knows every tool and says what each may do, without opening anything', () => {
  expect([...toolRegistry.keys()]).toEqual([
    'reply.send',
    'record.update',
    'report.publish',
    'credit.issue',
    'http.send',
    'policy.change',
  ]);
  expect([...toolRegistry.values()].map((facts) => [facts.effectClass, facts.external])).toEqual([
    ['consequential', true],
    ['reversible', false],
    ['consequential', true],
    ['critical', false],
    ['consequential', true],
    ['critical', false],
  ]);
  const titles = [
    toolRegistry.get('reply.send')?.describe('x', { to: 'jane@example.org\u202e', ticketId: '7' }).title,
    toolRegistry.get('record.update')?.describe('x', { recordId: '42', set: { status: 'closed' } }).title,
    toolRegistry.get('report.publish')?.describe('x', { fileName: 'report.md', folder: '2026' }).title,
    toolRegistry.get('credit.issue')?.describe('x', { customer: 'C-1\u202e', amount: '5', currency: 'EUR' }).title,
  ];
  expect(titles).toEqual([
    'Send 1 reply to jane@example.org⟨U+202E⟩ (ticket 7)',
    'Update 1 field (status) of record 42',
    'Publish 1 file as 2026/report.md',
    'Credit 5.00 EUR to customer C-1⟨U+202E⟩',
  ]);
});
