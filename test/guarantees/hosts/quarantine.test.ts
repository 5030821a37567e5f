import { afterAll, expect, test } from 'vitest';
import { endRuntimes, scriptedWith, startFurnished, startRuntime } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  effectsAre,
  journalOf,
  runIs,
  seen,
  show,
  startPlan,
  updateOf,
} from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('a quarantined release starts nothing, goes on with nothing and sends nothing, also after a restart, until somebody lifts it', async () => {
  const first = await startFurnished();
  const failed = await startPlan(first, [{ do: 'step' }, { do: 'throw' }]);
  await runIs(first, failed, 'failed');
  const waiting = await startPlan(first, [updateOf('q-1')]);
  const [approval] = await approvalsAre(first, waiting, 'pending');
  if (approval === undefined) throw new Error('nothing to approve');
  const working = await startPlan(first, [{ do: 'step' }, { do: 'step', name: 'slow', ms: 700 }]);
  await first.until(async () => ((await journalOf(first, working)).length === 1 ? true : undefined));
  await expect(first.call('agent.quarantine', { agentId: 'scripted', reason: ' ' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  await first.call('agent.quarantine', { agentId: 'scripted', reason: 'it answers the wrong people' });
  await runIs(first, working, 'queued');
  await first.call('approval.approve', { items: [seen(approval)] });
  await expect(startPlan(first, [])).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('quarantined by Ada L.: it answers the wrong people. Nothing was started.'),
  });
  const refusal = {
    code: 'refused',
    message: expect.stringMatching(/quarantined by Ada L.: it answers the wrong people. Nothing was (changed|started)/),
    hint: expect.stringContaining('agents lift-quarantine'),
  };
  const begin: readonly (() => Promise<unknown>)[] = [
    () => first.call('run.retry', { runId: failed }),
    () => first.call('run.rewind', { runId: failed, path: '0', reason: 'again' }),
    () => first.call('run.fork', { runId: failed }),
    () => first.call('run.extend', { runId: failed, input: '{}' }),
    () => first.call('deadLetter.retry', { runId: failed, reason: 'again' }),
  ];
  for (const again of begin) await expect(again()).rejects.toMatchObject(refusal);
  const { verbs, run } = await show(first, failed);
  for (const verb of ['retry', 'rewind', 'fork', 'extend'] as const)
    expect(verbs[verb]).toMatchObject({ allowed: false, reason: expect.stringContaining('Lift the quarantine') });
  expect(run.status).toBe('failed');
  expect(await first.call('run.consequences', { runId: failed, verb: 'fork' })).toMatchObject({
    blocked: expect.stringContaining('Lift the quarantine'),
  });
  const preview = await first.call('bulk.preview', { verb: 'retry', runIds: [failed] });
  expect(preview).toMatchObject({ allowed: 0, ignored: [{ count: 1, reason: verbs.retry.reason }] });
  await first.kill();
  const runtime = await startRuntime({ workspace: first.workspace });
  const held = { kind: 'quarantined', by: 'Ada L.', reason: 'it answers the wrong people', retryAtMs: null };
  expect((await show(runtime, working)).releaseHold).toMatchObject(held);
  const { agents } = await runtime.call('agent.list', {});
  expect(agents.find(({ agentId }) => agentId === 'scripted')?.releaseHold).toMatchObject(held);
  expect((await show(runtime, working)).run.status).toBe('queued');
  expect((await show(runtime, waiting)).effects).toMatchObject([{ status: 'granted', dispatches: 0 }]);
  // Another release of the agent works meanwhile; the quarantine stays with the one it was said of.
  const old = (await runtime.call('agent.list', {})).agents.find(({ agentId }) => agentId === 'scripted');
  await runtime.call('agent.add', { folder: scriptedWith({ description: 'mended' }) });
  await runIs(runtime, await startPlan(runtime, [{ do: 'step' }]), 'succeeded');
  expect((await show(runtime, working)).run.status).toBe('queued');
  const release = old?.releaseHash.slice(0, 12);
  await expect(runtime.call('agent.liftQuarantine', { agentId: 'scripted', reason: 'mended' })).rejects.toMatchObject({
    code: 'wrong-state',
  });
  await runtime.call('agent.liftQuarantine', { agentId: 'scripted', release, reason: 'mended' });
  await runIs(runtime, working, 'succeeded');
  await runIs(runtime, waiting, 'succeeded');
  await effectsAre(runtime, waiting, 'done');
  // Under a paused agent it may be begun again, and waits; the preview says so.
  await runtime.call('agent.pause', { agentId: 'scripted' });
  expect(await runtime.call('run.consequences', { runId: failed, verb: 'retry' })).toMatchObject({
    blocked: null,
    notes: expect.arrayContaining(['Ada L. has paused its agent: it waits in its queue until that is resumed.']),
  });
  expect(await runtime.call('run.retry', { runId: failed })).toMatchObject({ status: 'queued' });
  const events = await runtime.call('audit.list', { limit: 500 });
  const said = events.events.flatMap(({ kind, summary }) => (kind.includes('quarantine') ? [summary] : []));
  expect(said.some((sentence) => /quarantined release .* it answers the wrong people/.test(sentence))).toBe(true);
  expect(said.some((sentence) => /lifted the quarantine .* mended/.test(sentence))).toBe(true);
});
