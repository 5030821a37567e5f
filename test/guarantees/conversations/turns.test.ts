import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import { openConversations, type ConversationDesk } from '../../helpers/conversation-desk.ts';
import { ben } from '../../helpers/prepared-workspace.ts';

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

const inputOf = (runId: string | null) =>
  JSON.parse(desk.made.engine.stores.runs.load(runId ?? '')?.input ?? '{}') as Record<string, unknown>;

test('what a person says is a run of the agent in the interactive lane, with the message as its input', async () => {
  const turn = await desk.say(conversationId, 'How many runs failed?');
  expect(turn).toMatchObject({ status: 'running', isQueued: false, parentId: null, answer: null });
  expect(turn.lanes).toMatchObject([{ lane: 'interactive', by: 'rule' }]);
  expect(inputOf(turn.runId)).toMatchObject({ conversationId, turnId: turn.turnId, text: turn.text, history: [] });
  await desk.answered(turn.turnId, 'Three.');
  const { answer, status } = desk.shown(turn.turnId);
  expect([status, answer?.text]).toEqual(['succeeded', 'Three.']);
  expect(desk.read['conversation.show']({ conversationId }).conversation).toMatchObject({
    title: 'How many runs failed?',
    headId: turn.turnId,
    turns: 1,
    isBusy: false,
  });
});

test('a turn is given what was said before it on its branch, and nothing of another branch', async () => {
  const first = await desk.say(conversationId, 'one');
  await desk.answered(first.turnId, 'first answer');
  const second = await desk.say(conversationId, 'two');
  await desk.answered(second.turnId, 'second answer');
  const other = await desk.turn('turn.resend', { turnId: second.turnId, text: 'two, otherwise' });
  const said = inputOf(other.runId)['history'] as { role: string; text: string }[];
  expect(said.map(({ role, text }) => `${role}: ${text}`)).toEqual(['user: one', 'assistant: first answer']);
  expect(other).toMatchObject({ parentId: first.turnId, siblings: [second.turnId, other.turnId] });
});

test('a message while its branch is at work waits, and begins when that turn has ended', async () => {
  const first = await desk.say(conversationId, 'one');
  const second = await desk.say(conversationId, 'two');
  const third = await desk.say(conversationId, 'three');
  expect([second, third]).toMatchObject([
    { isQueued: true, runId: null, parentId: first.turnId },
    { isQueued: true, runId: null, parentId: second.turnId },
  ]);
  await desk.answered(first.turnId, 'answer to one');
  expect(desk.shown(second.turnId)).toMatchObject({ isQueued: false, status: 'running' });
  expect(desk.shown(third.turnId).isQueued).toBe(true);
  expect(JSON.stringify(inputOf(desk.shown(second.turnId).runId))).toContain('answer to one');
  await desk.answered(second.turnId, 'answer to two');
  expect(desk.shown(third.turnId).status).toBe('running');
});

test('a turn that waits begins after a restart, also where its turn came while nothing ran', async () => {
  const first = await desk.say(conversationId, 'one');
  const second = await desk.say(conversationId, 'two');
  // The process dies with the commit that ends the first.
  desk.conversations.close();
  await desk.answered(first.turnId, 'done');
  expect(desk.shown(second.turnId).isQueued).toBe(true);
  const { folder } = desk.made;
  desk.made.close();
  desk = await openConversations({ folder });
  await desk.recover();
  expect(desk.shown(second.turnId)).toMatchObject({ isQueued: false, status: 'running' });
});

test('a message that steers is heard by the turn at work, and is a turn of its own where that ended without hearing it', async () => {
  const first = await desk.say(conversationId, 'one');
  const steered = await desk.say(conversationId, 'but only of today', { whileBusy: 'steer' });
  expect(steered.turnId).toBe(first.turnId);
  expect(steered.steers).toMatchObject([{ text: 'but only of today', isTaken: false, becameId: null }]);
  await desk.answered(first.turnId, 'all of them');
  const [steer] = desk.shown(first.turnId).steers;
  expect(desk.shown(steer?.becameId ?? '')).toMatchObject({
    text: 'but only of today',
    parentId: first.turnId,
    status: 'running',
  });
});

test('a message that interrupts stops the turn at work and begins when that has stopped', async () => {
  const first = await desk.say(conversationId, 'one');
  const second = await desk.say(conversationId, 'no, this', { whileBusy: 'interrupt' });
  expect(second.isQueued).toBe(true);
  const { runId } = desk.shown(first.turnId);
  expect(desk.toHost.some((message) => message.kind === 'abort' && message.runId === runId)).toBe(true);
  desk.fromHost({ kind: 'cancelled', runId: runId ?? '', activation: 1 });
  await desk.settle();
  expect([desk.shown(first.turnId).status, desk.shown(second.turnId).status]).toEqual(['cancelled', 'running']);
});

test('two windows say something at once: both are kept, one after the other, and each command once', async () => {
  const commandId = systemIds.uuid();
  const input = { conversationId, text: 'from the first window' };
  const [one, again, other] = await Promise.all([
    desk.turn('turn.say', input, { commandId }),
    desk.turn('turn.say', input, { commandId }),
    desk.turn('turn.say', { conversationId, text: 'from the second' }, { by: ben }),
  ]);
  expect(again.turnId).toBe(one.turnId);
  const { turns } = desk.read['conversation.show']({ conversationId });
  expect(turns.map(({ turnId }) => turnId).toSorted()).toEqual([one.turnId, other.turnId].toSorted());
  expect(turns.filter(({ isQueued }) => isQueued)).toHaveLength(1);
  expect(turns[1]?.parentId).toBe(turns[0]?.turnId);
});

test('an answer is regenerated beside the first, and the one that is chosen is shown with what follows it', async () => {
  const first = await desk.say(conversationId, 'one');
  await expect(desk.turn('turn.regenerate', { turnId: first.turnId })).rejects.toMatchObject({ code: 'wrong-state' });
  await desk.answered(first.turnId, 'an answer');
  const second = await desk.say(conversationId, 'two');
  await desk.answered(second.turnId, 'another');
  const anew = await desk.turn('turn.regenerate', { turnId: first.turnId });
  expect(anew).toMatchObject({
    regenerates: first.turnId,
    parentId: null,
    text: 'one',
    siblings: [first.turnId, anew.turnId],
  });
  await desk.answered(anew.turnId, 'a better answer');
  const branch = () => desk.read['conversation.show']({ conversationId }).turns.map(({ turnId }) => turnId);
  expect(branch()).toEqual([anew.turnId]);
  await desk.act('turn.choose', { turnId: first.turnId });
  expect(branch()).toEqual([first.turnId, second.turnId]);
});

test('a turn is stopped at work and while it waits; the one behind it begins', async () => {
  const first = await desk.say(conversationId, 'one');
  const second = await desk.say(conversationId, 'two');
  const third = await desk.say(conversationId, 'three');
  expect((await desk.turn('turn.stop', { turnId: second.turnId })).status).toBe('cancelled');
  expect(desk.shown(third.turnId).isQueued).toBe(true);
  const stopped = await desk.turn('turn.stop', { turnId: first.turnId });
  desk.fromHost({ kind: 'cancelled', runId: stopped.runId ?? '', activation: 1 });
  await desk.settle();
  // It waits for the one that was taken back, which keeps nobody waiting any more.
  expect(desk.shown(third.turnId).status).toBe('running');
  await expect(desk.turn('turn.stop', { turnId: second.turnId })).rejects.toMatchObject({ code: 'wrong-state' });
  await expect(desk.turn('turn.stop', { turnId: first.turnId })).rejects.toMatchObject({ code: 'wrong-state' });
});

test('what cannot be said is refused in words, and nothing is kept of it', async () => {
  const other = await desk.begin();
  const foreign = await desk.say(other, 'elsewhere');
  const nowhere = { kind: 'run', id: 'nowhere', label: 'Nowhere' } as const;
  const tried = [
    [desk.say('no-such', 'x'), 'not-found'],
    [desk.say(conversationId, 'x', { parentId: 'no-such' }), 'not-found'],
    [desk.say(conversationId, 'x', { parentId: foreign.turnId }), 'not-found'],
    [desk.say(conversationId, 'x', { attachments: [nowhere] }), 'not-found'],
    [desk.say(conversationId, 'what the contract refuses'), 'invalid-input'],
    [desk.turn('turn.promote', { turnId: 'no-such' }), 'not-found'],
    [desk.act('conversation.begin', { agentId: 'sample' }), 'refused'],
    [desk.act('conversation.begin', { agentId: 'no-such' }), 'not-found'],
  ] as const;
  for (const [attempt, code] of tried) await expect(attempt).rejects.toMatchObject({ code });
  expect(desk.read['conversation.show']({ conversationId }).turns).toEqual([]);
});

test('a turn that waited and cannot be begun ends with the reason, and keeps nobody behind it waiting', async () => {
  const first = await desk.say(conversationId, 'one');
  const second = await desk.say(conversationId, 'what the contract refuses');
  const third = await desk.say(conversationId, 'three');
  await desk.answered(first.turnId, 'done');
  expect(desk.shown(second.turnId)).toMatchObject({ status: 'failed', error: { code: 'invalid-input' } });
  expect(desk.shown(third.turnId).status).toBe('running');
});
