import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import { openConversations, type ConversationDesk } from '../../helpers/conversation-desk.ts';
import { proposalOf } from '../../helpers/engine-desk.ts';
import { ben } from '../../helpers/prepared-workspace.ts';
import { stepRecord } from '../../helpers/sample-runs.ts';

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

const runOf = (turnId: string) => desk.made.engine.stores.runs.load(desk.shown(turnId).runId ?? '');
const slots = () => {
  const { interactive, background } = desk.activations.load();
  return [interactive.used, background.used];
};
const kinds = (): string[] => desk.made.reader.prepare('SELECT kind FROM audit ORDER BY seq').pluck().all() as string[];

async function record(turnId: string, given: Parameters<typeof stepRecord>[1], path = '0'): Promise<void> {
  const run = runOf(turnId);
  const { runId = '', activation = 0 } = run ?? {};
  desk.fromHost({ kind: 'record', runId, activation, record: stepRecord(path, given) });
  await desk.settle();
}

/** Its host has nothing to do but to wait for this. */
async function rests(turnId: string, waits: 'approval' | 'signal'): Promise<void> {
  const { runId = '', activation = 0 } = runOf(turnId) ?? {};
  const heard = desk.toHost.filter((one) => 'runId' in one && one.runId === runId && one.kind !== 'start').length;
  desk.fromHost({ kind: 'idle', runId, activation, waits: [waits], heard });
  await desk.settle();
}

test('a turn moved by a person goes on as the same run with its journal, in the slot and queue of the background lane', async () => {
  const turn = await desk.say(conversationId, 'count them all');
  await record(turn.turnId, {});
  const before = runOf(turn.turnId);
  expect(slots()).toEqual([1, 0]);
  const moved = await desk.turn('turn.promote', { turnId: turn.turnId });
  const after = runOf(turn.turnId);
  expect(moved.lanes).toMatchObject([
    { lane: 'interactive', by: 'rule' },
    { lane: 'background', by: 'person' },
  ]);
  expect(after).toMatchObject({ lane: 'background', queue: 'default', status: 'running', runId: before?.runId });
  expect([after?.activation, after?.nextOrd]).toEqual([before?.activation, before?.nextOrd]);
  expect(slots()).toEqual([0, 1]);
  expect(kinds()).toContain('turn.promoted');
  await desk.answered(turn.turnId, 'forty-two');
  expect(desk.shown(turn.turnId).answer?.text).toBe('forty-two');
  expect(slots()).toEqual([0, 0]);
  await expect(desk.turn('turn.promote', { turnId: turn.turnId })).rejects.toMatchObject({ code: 'wrong-state' });
});

test('a turn that waits for a slot goes on at once when it is moved to the background', async () => {
  const [other, third] = [await desk.begin(), await desk.begin()];
  await desk.say(conversationId, 'one');
  await desk.say(other, 'two');
  const waiting = await desk.say(third, 'three');
  expect(waiting).toMatchObject({ status: 'queued', isQueued: false });
  expect((await desk.turn('turn.promote', { turnId: waiting.turnId })).status).toBe('running');
  expect(slots()).toEqual([2, 1]);
  const apart = await desk.say(third, 'four', { lane: 'background' });
  expect(apart).toMatchObject({ status: 'running', lanes: [{ lane: 'background', by: 'person' }] });
  await desk.pass(60_000);
  expect(desk.shown(apart.turnId).lanes).toHaveLength(1);
});

test('what a turn spawns is linked to it with the contracts of both ways', async () => {
  const turn = await desk.say(conversationId, 'review them');
  const { runId = '', activation = 0 } = runOf(turn.turnId) ?? {};
  const spawn = { kind: 'spawn', agentId: 'sample', input: '{}', life: 'detached', title: null } as const;
  const ask = { ...spawn, withFile: false, deadlineInMs: null, atMs: desk.clock.now() };
  desk.fromHost({ kind: 'peer', runId, activation, path: '0', name: 'spawn', argsHash: '', ask });
  await desk.settle();
  await desk.answered(turn.turnId, 'It runs.');
  const [work] = desk.shown(turn.turnId).work;
  expect(work).toMatchObject({ agentTitle: 'Sample', status: 'running', finishedAtMs: null });
  const [handoff] = desk.made.reader.prepare('SELECT * FROM handoff').all() as { kind: string; returns: string }[];
  expect([handoff?.kind, JSON.parse(handoff?.returns ?? '{}')]).toMatchObject([
    'spawn',
    { id: 'sample', version: '1' },
  ]);
});

test('a turn whose run failed and is begun again is at work again, and its budget goes on', async () => {
  const turn = await desk.say(conversationId, 'try it');
  await desk.pass(4_000);
  const error = { code: 'no-luck', message: 'No luck.' };
  desk.fromHost({ kind: 'failed', runId: turn.runId ?? '', activation: 1, error });
  await desk.settle();
  expect(desk.shown(turn.turnId)).toMatchObject({ status: 'failed', error, answer: null });
  await desk.pass(60_000);
  await desk.verb('run.retry', { runId: turn.runId ?? '', path: null, reason: 'again' });
  await desk.settle();
  expect(desk.shown(turn.turnId)).toMatchObject({ status: 'running', endedAtMs: null });
  await desk.pass(5_999);
  expect(desk.shown(turn.turnId).lanes).toHaveLength(1);
  await desk.pass(1);
  expect(desk.shown(turn.turnId).lanes).toHaveLength(2);
});

test('the checker finds a turn that says something else than its run', async () => {
  const turn = await desk.say(conversationId, 'one');
  await desk.answered(turn.turnId, 'done');
  const { folder } = desk.made;
  desk.made.db.exec('UPDATE turn SET ended_at_ms = ended_at_ms + 1');
  desk.conversations.close();
  desk.made.close();
  expect(checkStore(folder, noLedger)).toMatchObject([
    { invariant: 'I10', what: expect.stringContaining('its run at') },
  ]);
  desk = await openConversations();
});

test('a turn that uses up its latency budget moves by itself, and what waited behind it begins', async () => {
  const turn = await desk.say(conversationId, 'something long');
  const next = await desk.say(conversationId, 'meanwhile');
  await desk.pass(9_999);
  expect(runOf(turn.turnId)?.lane).toBe('interactive');
  await desk.pass(1);
  expect(desk.shown(turn.turnId).lanes).toMatchObject([{}, { lane: 'background', by: 'budget' }]);
  expect(desk.shown(next.turnId).status).toBe('running');
  expect(JSON.stringify(runOf(next.turnId)?.input)).toContain('goes on in the background');
});

test('time in which a turn waits for a person does not use up its budget', async () => {
  const turn = await desk.say(conversationId, 'change the record');
  await desk.pass(6_000);
  desk.fromHost(proposalOf(turn.runId ?? '', '42'));
  await desk.settle();
  await rests(turn.turnId, 'approval');
  expect(desk.shown(turn.turnId).status).toBe('waiting-approval');
  await desk.pass(600_000);
  expect(desk.shown(turn.turnId).lanes).toHaveLength(1);
  const [item] = desk.made.reader
    .prepare('SELECT approval_id AS approvalId, envelope_hash AS envelopeHash, version FROM approval')
    .all() as { approvalId: string; envelopeHash: string; version: number }[];
  if (item === undefined) throw new Error('nothing waits');
  const decided = await desk.broker.reject([item], { person: ben, repeatable: undefined }, 'no');
  expect(decided).toMatchObject([{ outcome: 'decided' }]);
  await desk.settle();
  expect(desk.shown(turn.turnId).status).toBe('running');
  await desk.pass(3_999);
  expect(desk.shown(turn.turnId).lanes).toHaveLength(1);
  await desk.pass(1);
  expect(desk.shown(turn.turnId).lanes).toMatchObject([{}, { lane: 'background', by: 'budget' }]);
});

test('a budget that ran out while nothing ran moves its turn at the next start', async () => {
  const turn = await desk.say(conversationId, 'something long');
  desk.conversations.close();
  desk.made.close();
  desk = await openConversations({ folder: desk.made.folder, startMs: desk.clock.now() + 60_000 });
  await desk.recover();
  await desk.pass(1);
  expect(desk.shown(turn.turnId).lanes.at(-1)).toMatchObject({ lane: 'background', by: 'budget' });
  await desk.answered(turn.turnId, 'it came back');
  expect(desk.shown(turn.turnId).answer?.text).toBe('it came back');
});

test('a question is shown with its turn, takes one answer of two windows, and ends the wait exactly once', async () => {
  const turn = await desk.say(conversationId, 'close them');
  const question = { text: 'All of them?', choices: ['yes', 'no'] };
  await record(turn.turnId, {
    kind: 'signal',
    name: 'answer',
    phase: 'waiting',
    result: null,
    durationMs: null,
    question,
  });
  await rests(turn.turnId, 'signal');
  const [asked] = desk.shown(turn.turnId).questions;
  const questionId = asked?.questionId ?? '';
  expect(asked).toMatchObject({ ...question, turnId: turn.turnId, conversationId, isOver: false, answer: null });
  expect(desk.read['conversation.show']({ conversationId }).conversation.waitsForMe).toBe(true);
  await expect(desk.act('question.answer', { questionId, answer: 'perhaps' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  // It waits for a person: the budget stands still.
  await desk.pass(60_000);
  expect(desk.shown(turn.turnId).lanes).toHaveLength(1);
  const answers = await Promise.allSettled([
    desk.act('question.answer', { questionId, answer: 'yes' }),
    desk.act('question.answer', { questionId, answer: 'no' }, { by: ben }),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const { reason } = answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(reason).toMatchObject({ code: 'already-decided', message: expect.stringMatching(/^(Ada L\.|Ben K\.) has/) });
  const ends = desk.made.engine.stores.journal
    .lineage(turn.runId ?? '', runOf(turn.turnId)?.lineageId ?? '')
    .filter(({ phase, kind }) => kind === 'signal' && phase === 'done');
  expect(ends).toHaveLength(1);
  expect(desk.read['question.list']({ open: true }).questions).toEqual([]);
});

test('a question is over when the run that asked has ended', async () => {
  const turn = await desk.say(conversationId, 'close them');
  const question = { text: 'Which?', choices: [] };
  await record(turn.turnId, {
    kind: 'signal',
    name: 'answer',
    phase: 'waiting',
    result: null,
    durationMs: null,
    question,
  });
  const questionId = desk.shown(turn.turnId).questions[0]?.questionId ?? '';
  await rests(turn.turnId, 'signal');
  await desk.turn('turn.stop', { turnId: turn.turnId });
  expect(desk.shown(turn.turnId)).toMatchObject({ status: 'cancelled', questions: [{ isOver: true }] });
  await expect(desk.act('question.answer', { questionId, answer: 'all' })).rejects.toMatchObject({
    code: 'wrong-state',
  });
});

test('what an agent remembers is listed with its run, given to the next turn, changed and erased', async () => {
  const first = await desk.say(conversationId, 'I like short answers');
  await record(first.turnId, { name: 'remember', result: 'null', remembers: 'Likes short answers.' });
  await desk.answered(first.turnId, 'Noted.');
  const [known] = desk.read['memory.list']({ agentId: 'talker' }).memories;
  expect(known).toMatchObject({
    text: 'Likes short answers.',
    source: { kind: 'run', id: first.runId },
    changedBy: null,
  });
  const memoryId = known?.memoryId ?? '';
  await desk.act('memory.change', { memoryId, text: 'Likes answers of one line.' }, { by: ben });
  const second = await desk.say(conversationId, 'and now?');
  expect(runOf(second.turnId)?.input).toContain('Likes answers of one line.');
  await desk.answered(second.turnId, 'Short.');
  await desk.act('memory.erase', { memoryId });
  const third = await desk.say(conversationId, 'and now?');
  expect(JSON.parse(runOf(third.turnId)?.input ?? '{}')).toMatchObject({ memory: [] });
  await expect(desk.act('memory.erase', { memoryId })).rejects.toMatchObject({ code: 'not-found' });
  expect(kinds().filter((kind) => kind.startsWith('memory.'))).toEqual([
    'memory.kept',
    'memory.changed',
    'memory.erased',
  ]);
});

test('what was measured of an agent’s turns stands among the reasons, and past turns say whether their lane was right', async () => {
  for (const text of ['1', '2', '3', '4', '5'])
    await desk.answered((await desk.say(conversationId, text)).turnId, 'so');
  const sixth = await desk.say(conversationId, '6');
  expect(sixth.lanes[0]?.reasons).toContainEqual({
    fact: 'time',
    value: 'p95 0.0 s of 10 s, 5 turns',
    speaksFor: 'interactive',
  });
  const later = await desk.say(conversationId, 'in peace', { parentId: sixth.parentId, lane: 'background' });
  await desk.answered(later.turnId, 'kept');
  const verdictOf = (turnId: string) =>
    desk.read['turn.past']({ limit: 50 }).turns.find((turn) => turn.turnId === turnId)?.verdict.right;
  expect([verdictOf(sixth.turnId), verdictOf(later.turnId)]).toEqual(['not-known', 'not-known']);
  expect(desk.read['turn.past']({ limit: 50 }).counts).toEqual({ right: 5, wrong: 0, 'not-known': 2 });

  await desk.pass(31 * 60_000);
  await desk.act('turn.seen', { turnIds: [later.turnId] });
  await desk.pass(60_000);
  await desk.act('turn.seen', { turnIds: [later.turnId] });
  expect(verdictOf(later.turnId)).toBe('right');
  const first = desk.read['turn.past']({ limit: 3 });
  expect(desk.read['turn.past']({ limit: 3, after: first.next ?? '' }).turns).toHaveLength(3);
});
