import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import PostalMime from 'postal-mime';
import { expect, onTestFinished, test } from 'vitest';
import type { ToolContext, ToolPlaces } from '../../../electron/runtime/tools/contract.ts';
import type { ToolReply, ToolRequest } from '../../../electron/runtime/tools/protocol.ts';
import { creditIssueFacts } from '../../../electron/runtime/tools/credit-issue/facts.ts';
import { recordUpdateFacts } from '../../../electron/runtime/tools/record-update/facts.ts';
import { replySendFacts } from '../../../electron/runtime/tools/reply-send/facts.ts';
import { reportPublishFacts } from '../../../electron/runtime/tools/report-publish/facts.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { startSmtpServer } from '../../helpers/smtp-server.ts';
import { contextWith, envelopeFor, freshPlaces, keepArtifact, keyOf } from '../../unit/tools/envelopes.ts';

const key = keyOf('killed');
const reply = { to: 'jane@example.org', ticketId: '7', subject: 'Sorry', body: 'Dear Jane\n' };

/** Runs requests in a process of their own; `null` when it was killed at the crash point. */
async function inProcess(
  places: ToolPlaces & { readonly root: string },
  requests: readonly ToolRequest[],
  crashAt: string | null = null,
): Promise<readonly ToolReply[] | null> {
  const job = join(places.root, 'job.json');
  const steps = requests.map((request) => ({ do: 'ask', request }));
  writeFileSync(job, JSON.stringify({ thread: { places, crashAt }, steps }));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'tool-process.ts'), job], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString('utf8')));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  );
  if (signal === 'SIGKILL') return null;
  expect(code).toBe(0);
  return JSON.parse(printed) as ToolReply[];
}

function execute(envelope: Envelope, context: ToolContext): ToolRequest {
  return { seq: 1, kind: 'execute', envelope, key, context };
}

function probe(envelope: Envelope, context: ToolContext): ToolRequest {
  return { seq: 2, kind: 'probe', envelope, key, context };
}

async function prepared(
  places: ToolPlaces & { readonly root: string },
  facts: typeof replySendFacts,
  action: { params: Parameters<typeof envelopeFor>[1]['params']; context: ToolContext },
): Promise<Envelope> {
  const customer = action.params['customer'];
  const target = typeof customer === 'string' ? customer : 'target';
  const item = { toolId: facts.id, target, params: action.params };
  const replies = await inProcess(places, [{ seq: 0, kind: 'prepare', items: [item], context: action.context }]);
  const answer = replies?.[0];
  if (answer?.kind !== 'prepared' || answer.results[0]?.ok !== true) throw new Error(JSON.stringify(answer));
  return envelopeFor(facts, { params: action.params, preconditions: answer.results[0].preconditions });
}

test.each([
  ['tool.before-link', 'not-applied'],
  ['tool.after-link', 'applied'],
  ['tool.before-directory-sync', 'applied'],
  ['tool.after-directory-sync', 'applied'],
] as const)(
  'killed at %s while writing a reply: probe says %s, and there is exactly one file in the end',
  async (point, verdict) => {
    const places = freshPlaces();
    const context = contextWith();
    const envelope = await prepared(places, replySendFacts, { params: reply, context });
    expect(await inProcess(places, [execute(envelope, context)], `${point}:1`)).toBeNull();
    const [probed] = (await inProcess(places, [probe(envelope, context)])) ?? [];
    expect(probed).toMatchObject({ verdict: { verdict } });
    expect(readdirSync(places.outboxFolder)).toEqual(verdict === 'applied' ? [`${key}.eml`] : []);
    const [done] = (await inProcess(places, [execute(envelope, context)])) ?? [];
    expect(done).toMatchObject({ outcome: { outcome: 'done' } });
    expect(readdirSync(places.outboxFolder)).toEqual([`${key}.eml`]);
  },
);

test.each([
  ['tool.before-content', 0, 'cannot-tell', 'unknown'],
  ['tool.after-accept', 1, 'cannot-tell', 'unknown'],
  ['tool.after-move', 1, 'applied', 'done'],
] as const)(
  'killed at %s while a mail server is involved: it has the reply %i times and never twice',
  async (point, times, verdict, outcome) => {
    const server = await startSmtpServer('accept');
    onTestFinished(() => server.close());
    const places = freshPlaces();
    const smtp = {
      host: '127.0.0.1',
      port: server.port,
      secure: false,
      from: 'help@example.com',
      user: null,
      passwordRef: null,
    };
    const context = contextWith({ smtp });
    const envelope = await prepared(places, replySendFacts, { params: reply, context });
    expect(await inProcess(places, [execute(envelope, context)], `${point}:1`)).toBeNull();
    expect(server.messages).toHaveLength(times);
    const answers = await inProcess(places, [probe(envelope, context), execute(envelope, context)]);
    expect(answers).toMatchObject([{ verdict: { verdict } }, { outcome: { outcome } }]);
    expect(server.messages).toHaveLength(times);
    for (const message of server.messages) expect((await PostalMime.parse(message)).subject).toBe('Sorry');
  },
);

test.each([
  ['tool.before-commit', 'not-applied'],
  ['tool.after-commit', 'applied'],
] as const)(
  'killed at %s while updating a record: probe says %s, and the record is changed exactly once',
  async (point, verdict) => {
    const places = freshPlaces();
    const context = contextWith();
    const params = { recordId: '42', set: { status: 'closed' } };
    const envelope = await prepared(places, recordUpdateFacts, { params, context });
    expect(await inProcess(places, [execute(envelope, context)], `${point}:1`)).toBeNull();
    const answers = await inProcess(places, [probe(envelope, context), execute(envelope, context)]);
    expect(answers).toMatchObject([{ verdict: { verdict } }, { outcome: { outcome: 'done' } }]);
    const db = new Database(places.recordsDb, { readonly: true });
    onTestFinished(() => void db.close());
    expect(db.prepare('SELECT count(*) FROM applied').pluck().get()).toBe(1);
    expect(db.prepare('SELECT data_json FROM record').pluck().all()).toEqual(['{"status":"closed"}']);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  },
);

test.each([
  ['tool.before-commit', 'not-applied', 1],
  ['tool.after-commit', 'applied', 1],
] as const)(
  'killed at %s while crediting: probe says %s, and the customer is credited exactly %i time, and taken back once',
  async (point, verdict, times) => {
    const places = freshPlaces();
    const context = contextWith();
    const params = { customer: 'C-1', amount: '25.00', currency: 'EUR', reason: 'Late' };
    const envelope = await prepared(places, creditIssueFacts, { params, context });
    expect(await inProcess(places, [execute(envelope, context)], `${point}:1`)).toBeNull();
    const answers = await inProcess(places, [probe(envelope, context), execute(envelope, context)]);
    expect(answers).toMatchObject([{ verdict: { verdict } }, { outcome: { outcome: 'done' } }]);
    const db = new Database(places.recordsDb, { readonly: true });
    onTestFinished(() => void db.close());
    expect(db.prepare('SELECT count(*) FROM credit').pluck().get()).toBe(times);
    const back: ToolRequest = {
      seq: 3,
      kind: 'compensate',
      envelope,
      key,
      ownKey: keyOf('undo'),
      receipt: {},
      context,
    };
    expect(await inProcess(places, [back], `${point}:1`)).toBeNull();
    expect(await inProcess(places, [back])).toMatchObject([{ outcome: { outcome: 'done' } }]);
    expect(db.prepare('SELECT micros FROM credit ORDER BY number').pluck().all()).toEqual([25_000_000, -25_000_000]);
  },
);

test.each([
  ['tool.before-commit', 'closed'],
  ['tool.after-commit', 'open'],
] as const)(
  'killed at %s while rolling a record back: doing it again ends in the state before',
  async (point, between) => {
    const places = freshPlaces();
    const context = contextWith();
    const start = await prepared(places, recordUpdateFacts, {
      params: { recordId: '42', set: { status: 'open' } },
      context,
    });
    await inProcess(places, [{ ...execute(start, context), key: keyOf('start') } as ToolRequest]);
    const envelope = await prepared(places, recordUpdateFacts, {
      params: { recordId: '42', set: { status: 'closed' } },
      context,
    });
    await inProcess(places, [execute(envelope, context)]);
    const back: ToolRequest = {
      seq: 3,
      kind: 'compensate',
      envelope,
      key,
      ownKey: keyOf('undo'),
      receipt: {},
      context,
    };
    expect(await inProcess(places, [back], `${point}:1`)).toBeNull();
    const db = new Database(places.recordsDb);
    onTestFinished(() => void db.close());
    expect(db.prepare("SELECT data_json ->> 'status' FROM record").pluck().get()).toBe(between);
    expect(await inProcess(places, [back])).toMatchObject([{ outcome: { outcome: 'done' } }]);
    expect(db.prepare("SELECT data_json ->> 'status' FROM record").pluck().get()).toBe('open');
  },
);

test.each([
  ['tool.before-link', 'not-applied'],
  ['tool.after-link', 'applied'],
  ['tool.before-directory-sync', 'applied'],
] as const)(
  'killed at %s while publishing: probe says %s, and the folder holds the report and nothing else',
  async (point, verdict) => {
    const places = freshPlaces();
    const folder = join(places.root, 'published');
    mkdirSync(folder);
    const context = contextWith({ publishFolder: folder });
    const params = { artifactSha256: keepArtifact(places, '# Report\n'), fileName: 'report.md' };
    const envelope = await prepared(places, reportPublishFacts, { params, context });
    expect(await inProcess(places, [execute(envelope, context)], `${point}:1`)).toBeNull();
    const answers = await inProcess(places, [probe(envelope, context), execute(envelope, context)]);
    expect(answers).toMatchObject([
      { verdict: { verdict } },
      { outcome: { outcome: 'done', detail: { created: true } } },
    ]);
    expect(readdirSync(folder)).toEqual(['report.md']);
  },
);

test('two processes with the same key at once leave exactly one file', async () => {
  const places = freshPlaces();
  const context = contextWith();
  const envelope = await prepared(places, replySendFacts, { params: reply, context });
  const other = { ...places, root: join(places.root, 'other') };
  mkdirSync(other.root);
  const outcomes = await Promise.all([places, other].map((own) => inProcess(own, [execute(envelope, context)])));
  expect(outcomes).toMatchObject([[{ outcome: { outcome: 'done' } }], [{ outcome: { outcome: 'done' } }]]);
  expect(readdirSync(places.outboxFolder)).toEqual([`${key}.eml`]);
});
