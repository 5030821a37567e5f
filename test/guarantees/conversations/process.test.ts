import { afterAll, expect, test } from 'vitest';
import type { Turn } from '../../../shared/domain/conversation.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { json, keepRuntime } from '../cli/lanekeeper-command.ts';

afterAll(endRuntimes);

function ended(runtime: RuntimeProcess, turnId: string): Promise<Turn> {
  return runtime.until(async () => {
    const turn = await runtime.call('turn.show', { turnId });
    return turn.endedAtMs === null ? undefined : turn;
  });
}

test.for(['turn.before-start', 'turn.after-start'])(
  'killed at %s, what was said is a turn with its run once it is said again, and only once',
  { timeout: 120_000 },
  async (crashAt) => {
    const workspace = await preparedWorkspace(policyHolding(0));
    const first = await startRuntime({ workspace, crashAt });
    const { conversationId } = await first.call('conversation.begin', {});
    const commandId = systemIds.uuid();
    const message = { conversationId, text: 'How many runs have failed?' };
    await expect(first.call('turn.say', message, { commandId })).rejects.toMatchObject({ code: 'outcome-unknown' });
    await first.ended;
    const next = await startRuntime({ workspace });
    const { turnId } = await next.call('turn.say', message, { commandId });
    const answered = await ended(next, turnId);
    expect(answered).toMatchObject({ status: 'succeeded', parentId: null });
    expect(answered.answer?.text).not.toBe('');
    const [path = ''] = answered.models.map((call) => call.path);
    const sent = await next.call('turn.context', { turnId, path });
    expect(sent.text).toContain(message.text);
    expect(sent.tokens.map(({ part }) => part)).toContain('instructions');
    const { turns, conversation } = await next.call('conversation.show', { conversationId });
    expect([turns.map((turn) => turn.turnId), conversation.turns]).toEqual([[turnId], 1]);
    expect((await next.call('run.list', {})).runs).toHaveLength(1);
    await next.stop();
  },
);

test('the command line talks, finds and exports what was said', { timeout: 120_000 }, async () => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const endRuntime = await keepRuntime(workspace);
  const as = ['--as', 'ada'];
  const said = await json<Turn>(workspace, ['chat', 'How many runs have failed?', ...as]);
  expect([said.code, said.value.status]).toEqual([0, 'succeeded']);
  const { conversationId } = said.value;
  const again = await json<Turn>(workspace, ['chat', 'And how many wait?', '--in', conversationId, ...as]);
  expect(again.value.parentId).toBe(said.value.turnId);
  const renamed = await json(workspace, ['conversations', 'rename', conversationId, 'Failures', ...as]);
  expect(renamed.value).toMatchObject({ title: 'Failures', turns: 2, isBusy: false });
  const found = await json(workspace, ['conversations', 'list', '--search', 'failed']);
  expect(found.value).toMatchObject([{ conversationId }]);
  const exported = await json<{ text: string }>(workspace, ['conversations', 'export', conversationId]);
  expect(exported.value.text).toContain('And how many wait?');
  expect((await json(workspace, ['questions', 'list'])).value).toEqual([]);
  expect((await json(workspace, ['memory', 'list', 'console-assistant'])).value).toEqual([]);
  expect((await json(workspace, ['questions', 'answer', 'no-such', 'yes', ...as])).code).toBe(1);
  expect((await json(workspace, ['conversations', 'remove', conversationId, ...as])).code).toBe(0);
  expect((await json(workspace, ['conversations', 'show', conversationId])).code).toBe(1);
  await endRuntime();
});
