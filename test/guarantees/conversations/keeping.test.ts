import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRetention } from '../../../electron/runtime/engine/retention.ts';
import { startRun } from '../../../electron/runtime/engine/start-run.ts';
import { forTurn } from '../../../electron/runtime/conversations/for-turn.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import { openConversations, type ConversationDesk } from '../../helpers/conversation-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';

const noLedger = { acknowledged: [], exported: [], mail: {}, rollingBack: [], isRecovered: false, isSettled: false };
let desk: ConversationDesk;
let conversationId: string;
beforeEach(async () => {
  desk = await openConversations();
  conversationId = await desk.begin();
});
afterEach(() => {
  desk.conversations.close();
  desk.made.close();
  const findings = checkStore(desk.made.folder, noLedger);
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
});

const runs = () => desk.made.engine.stores.runs;
const words = (): string =>
  JSON.stringify([
    desk.made.reader.prepare('SELECT * FROM turn').all(),
    desk.made.reader.prepare('SELECT title, input, output FROM run').all(),
    desk.made.reader.prepare('SELECT * FROM conversation').all(),
    desk.made.reader.prepare('SELECT * FROM conversation_search').all(),
    desk.made.reader.prepare('SELECT * FROM steer').all(),
    desk.made.reader.prepare('SELECT bytes FROM audit').all(),
  ]);

async function finish(runId: string, output: unknown = {}): Promise<void> {
  const activation = runs().load(runId)?.activation ?? 0;
  desk.fromHost({ kind: 'finished', runId, activation, output: JSON.stringify(output) });
  await desk.settle();
}

test('conversations are found by what was said and answered, and by no word of another', async () => {
  const first = await desk.say(conversationId, 'Why was the zebra late?');
  await desk.answered(first.turnId, 'A giraffe stood in the way.');
  const other = await desk.begin();
  await desk.say(other, 'Nothing of that kind');
  const found = (text: string) =>
    desk.read['conversation.list']({ text, limit: 50 }).conversations.map((one) => one.conversationId);
  expect([found('zebra'), found('giraffe zeb'), found('"zebra" OR kind'), found('nothing')]).toEqual([
    [conversationId],
    [],
    [],
    [other],
  ]);
  expect(found('giraff')).toEqual([conversationId]);
  const page = desk.read['conversation.list']({ limit: 1 });
  expect(page.conversations[0]?.conversationId).toBe(other);
  const rest = desk.read['conversation.list']({ limit: 1, after: page.next ?? '' });
  expect([rest.conversations[0]?.conversationId, rest.next]).toEqual([conversationId, null]);
  expect(() => desk.read['conversation.list']({ limit: 1, after: 'nonsense' })).toThrow('no place');
});

test('an export has all branches, and what anybody wrote is text in it', async () => {
  const hostile = '# Not a heading\n~~~\n[click](javascript:alert(1))';
  const first = await desk.say(conversationId, hostile);
  await desk.answered(first.turnId, '~~~~ [1]');
  const other = await desk.turn('turn.resend', { turnId: first.turnId, text: 'the same, politely' });
  await desk.answered(other.turnId, 'gladly');
  const json = JSON.parse(desk.read['conversation.export']({ conversationId, form: 'json' }).text) as {
    turns: unknown[];
  };
  expect(json.turns).toMatchObject([{ turnId: first.turnId, text: hostile }, { turnId: other.turnId }]);
  const { text } = desk.read['conversation.export']({ conversationId, form: 'markdown' });
  expect(text).toContain('~~~~text\n# Not a heading\n~~~\n');
  expect(text).toContain('~~~~~text\n~~~~ [1]\n~~~~~');
  expect(text).toContain('## 2. ada');
  expect(text).toContain('(the first, beside 1)');
  expect(text).toContain(
    'Lane: interactive (result is of the moment; steps few, as stated; tools fast, as stated; person is in the conversation)',
  );
  expect(text.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(2);
});

test('removing a conversation takes its words and the contents of its runs; that it was, and what it did, stays', async () => {
  const first = await desk.say(conversationId, 'the secret word is quagga');
  await expect(desk.act('conversation.remove', { conversationId })).rejects.toMatchObject({ code: 'wrong-state' });
  await desk.say(conversationId, 'quagga once more', { whileBusy: 'steer' });
  await desk.answered(first.turnId, 'quagga it is');
  for (const { turnId, endedAtMs } of desk.read['conversation.show']({ conversationId }).turns)
    if (endedAtMs === null) await desk.answered(turnId, 'quagga again');
  expect(words()).toContain('quagga');
  const { stores } = desk.made.engine;
  const hold = { runId: first.runId ?? '', reason: 'a case', personId: 'ada', printedName: 'Ada L.', atMs: 1 };
  await desk.made.engine.transact({}, () => ({ ok: true, changes: [{ put: 'legal-hold', hold }], reply: null }));
  await expect(desk.act('conversation.remove', { conversationId })).rejects.toMatchObject({ code: 'refused' });
  await desk.made.engine.transact({}, () => ({
    ok: true,
    changes: [{ put: 'legal-hold-gone', runId: hold.runId }],
    reply: null,
  }));
  await desk.act('conversation.remove', { conversationId });
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const retention = createRetention({ engine: desk.made.engine, stores, log: silent, collect: () => {} });
  retention.look();
  await desk.pass(1, 1);
  for (let turn = 0; turn < 20; turn += 1) await desk.pass(1);
  retention.close();
  expect(words()).not.toContain('quagga');
  expect(desk.made.reader.prepare('SELECT count(*) FROM signal').pluck().get()).toBe(0);
  expect(runs().load(first.runId ?? '')).toMatchObject({ status: 'succeeded', output: null });
  expect(desk.read['conversation.list']({ limit: 50 }).conversations).toEqual([]);
  expect(() => desk.shown(first.turnId)).toThrow('removed');
  await expect(desk.say(conversationId, 'x')).rejects.toMatchObject({ code: 'not-found' });
});

test('an answer is outdated when a fact under it has changed since, and says which', async () => {
  const { runId: cited } = await startSample(desk.made.engine);
  desk.activations.enqueue(cited);
  await desk.settle();
  const turn = await desk.say(conversationId, 'how is it?');
  const source = { kind: 'run', id: cited, label: 'Sample run', atMs: desk.clock.now() };
  await desk.pass(10);
  await finish(turn.runId ?? '', { text: 'It is at work [1].', sources: [source] });
  expect(desk.shown(turn.turnId).outdated).toEqual([]);
  await desk.pass(10);
  await finish(cited);
  expect(desk.shown(turn.turnId).outdated).toMatchObject([{ source: 1, what: 'The run is succeeded now.' }]);
});

test('a run that an answer proposed is linked to its turn as it is started, and its result stands there', async () => {
  const turn = await desk.say(conversationId, 'review the tickets');
  await desk.answered(turn.turnId, 'Shall I?');
  const runId = systemIds.uuid();
  const start = startRun({
    runId,
    agentId: 'sample',
    title: 'Review',
    input: '{}',
    file: null,
    sample: false,
    actor: { kind: 'person', id: 'ada' },
    role: 'reviewer',
  });
  const told: string[] = [];
  desk.made.engine.onCommitted((items) => {
    for (const { topic, payload } of items)
      if (topic === 'conversation.changed') told.push(...(payload as { turnIds: string[] }).turnIds);
  });
  await desk.made.engine.transact({ agent: 'sample' }, forTurn(turn.turnId, desk.made.engine.stores, start));
  desk.activations.enqueue(runId);
  await desk.settle();
  expect(desk.shown(turn.turnId).work).toMatchObject([{ runId, status: 'running', finishedAtMs: null }]);
  await finish(runId);
  expect(desk.shown(turn.turnId).work).toMatchObject([{ runId, status: 'succeeded' }]);
  // Started, claimed, ended: each was told to who follows the conversation.
  expect(told.filter((id) => id === turn.turnId).length).toBeGreaterThanOrEqual(3);
  const [handoff] = desk.made.reader.prepare('SELECT * FROM handoff').all() as { kind: string; gives: string }[];
  expect([handoff?.kind, JSON.parse(handoff?.gives ?? '{}')]).toMatchObject(['start', { id: 'sample' }]);
  await expect(
    desk.made.engine.transact({ agent: 'sample' }, forTurn('no-such', desk.made.engine.stores, start)),
  ).rejects.toMatchObject({ code: 'not-found' });
});
