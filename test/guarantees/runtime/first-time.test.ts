import { afterAll, expect, test } from 'vitest';
import type { Policy } from '../../../shared/domain/policy.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, runIs, seen, show, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

/** Records are changed without a person, but for the first time an agent does it. */
const trusting: Policy = {
  ...defaultPolicy,
  id: 'trusting',
  rules: [
    { id: 'records', when: { tool: ['record.update'] }, outcome: 'notify', sentence: 'It changes one record.' },
    ...defaultPolicy.rules,
  ],
  raises: [{ id: 'first', when: { firstTime: true }, atMost: 'gate', sentence: 'It has never done this here.' }],
};

afterAll(endRuntimes);

test('a raise for the first time asks until one effect is done, also after a restart, and no longer then', async () => {
  const workspace = await preparedWorkspace(trusting);
  let runtime = await startRuntime({ workspace });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });

  const refused = await startPlan(runtime, [updateOf('r-0')]);
  const [first] = await approvalsAre(runtime, refused, 'pending');
  if (first === undefined) throw new Error('nothing waits');
  await runtime.call('approval.reject', { items: [seen(first)], reason: 'not this one' });
  await runIs(runtime, refused, 'succeeded');
  expect(await tierOf(runtime, refused)).toBe('gate');

  const done = await startPlan(runtime, [updateOf('r-1')]);
  const [second] = await approvalsAre(runtime, done, 'pending');
  if (second === undefined) throw new Error('nothing waits');
  await runtime.call('approval.approve', { items: [seen(second)] });
  await effectsAre(runtime, done, 'done');

  const trusted = await startPlan(runtime, [updateOf('r-2')]);
  await effectsAre(runtime, trusted, 'done');
  expect(await tierOf(runtime, trusted)).toBe('notify');
  expect((await show(runtime, trusted)).approvals).toStrictEqual([]);

  await runtime.stop();
  runtime = await startRuntime({ workspace });
  const later = await startPlan(runtime, [updateOf('r-3')]);
  await effectsAre(runtime, later, 'done');
  expect(await tierOf(runtime, later)).toBe('notify');
});

async function tierOf(runtime: RuntimeProcess, runId: string): Promise<string | undefined> {
  return (await show(runtime, runId)).effects[0]?.tier;
}
