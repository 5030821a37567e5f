import { afterEach, expect, test } from 'vitest';
import { openEngineDesk, proposalOf, type EngineDesk, type EngineDeskOptions } from '../../helpers/engine-desk.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample } from '../../helpers/sample-runs.ts';

let desk: EngineDesk;
afterEach(() => desk.made.close());

/** A run in its host that has proposed to update a record. */
async function asking(options: EngineDeskOptions = {}): Promise<{ runId: string; approvalId: string }> {
  desk = await openEngineDesk(options);
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  desk.fromHost(proposalOf(runId, '7'));
  await desk.pass(0);
  await desk.settle();
  const [effect] = desk.made.engine.stores.effects.ofRun(runId);
  if (effect?.approvalId === null || effect?.approvalId === undefined) throw new Error('no approval');
  return { runId, approvalId: effect.approvalId };
}

function bundleOf(approvalId: string) {
  const bundle = desk.made.engine.stores.effects.bundleOfApproval(approvalId);
  if (bundle?.approval === null || bundle?.approval === undefined) throw new Error('no approval');
  return { ...bundle, approval: bundle.approval };
}

async function approve(approvalId: string) {
  const { envelopeHash, version } = bundleOf(approvalId).approval;
  const by = { person: ada, repeatable: undefined };
  const decided = desk.broker.approve([{ approvalId, envelopeHash, version }], by, '');
  await desk.settle();
  return decided;
}

test('A11: nobody answers: the action is denied as expired, nobody has refused it, and the agent is told so', async () => {
  const { runId, approvalId } = await asking();
  const { expiresAtMs } = bundleOf(approvalId).approval;
  await desk.pass(expiresAtMs - desk.clock.now() - 1);
  expect(bundleOf(approvalId).approval.status).toBe('pending');
  await desk.pass(1);
  const { approval, effect, decisions } = bundleOf(approvalId);
  expect(approval.status).toBe('expired');
  expect(effect).toMatchObject({ status: 'refused', cause: 'expired', dispatches: 0 });
  expect(effect.causeDetail).toMatch(/^Nobody answered/);
  expect(decisions).toMatchObject([{ decision: 'expire', role: 'system' }]);
  const told = desk.toHost.findLast((message) => message.kind === 'settled' && message.runId === runId);
  expect(told).toMatchObject({ entries: [{ phase: 'done', result: expect.stringContaining('"cause":"expired"') }] });
  expect(await approve(approvalId)).toMatchObject([{ outcome: 'refused', status: 'expired' }]);
  expect(desk.asked).toEqual(['prepare']);
});

test('A12: setting the clock back neither prolongs a request nor revives an expired one', async () => {
  const { approvalId } = await asking();
  const { expiresAtMs, createdAtMs } = bundleOf(approvalId).approval;
  desk.clock.setWall(createdAtMs - 30 * 86_400_000);
  desk.broker.rearm();
  await desk.pass(expiresAtMs - createdAtMs);
  expect(bundleOf(approvalId).approval.status).toBe('expired');
  desk.clock.setWall(createdAtMs - 60 * 86_400_000);
  expect(await approve(approvalId)).toMatchObject([{ outcome: 'refused' }]);
});

test('an approved effect runs once, and its run goes on with the receipt', async () => {
  const { runId, approvalId } = await asking();
  expect(await approve(approvalId)).toMatchObject([{ outcome: 'decided' }]);
  await desk.pass(1);
  await desk.settle();
  expect(bundleOf(approvalId).effect).toMatchObject({ status: 'done', dispatches: 1 });
  expect(desk.asked).toEqual(['prepare', 'prepare', 'execute']);
  expect(desk.toHost.findLast((message) => message.kind === 'settled')).toMatchObject({
    runId,
    entries: [{ phase: 'done', result: expect.stringContaining('"outcome":"done"') }],
  });
});

test('while an effect is under way nothing is asked again and again', async () => {
  const { approvalId } = await asking({ isToolStuck: true });
  await approve(approvalId);
  await desk.pass(1);
  expect(desk.asked.at(-1)).toBe('execute');
  const before = desk.armed();
  await desk.pass(100, 100);
  expect(desk.armed() - before).toBeLessThan(3);
});

test('nothing spins while a disk is full, and what was due is done once there is space', async () => {
  const { approvalId } = await asking();
  const { expiresAtMs } = bundleOf(approvalId).approval;
  const pages = desk.made.db.pragma('page_count', { simple: true }) as number;
  desk.made.db.pragma(`max_page_count = ${pages}`);
  // Leaves no free page behind that the expiry could be written to.
  const input = JSON.stringify({ text: 'x'.repeat(9_000) });
  await expect(fillUp(input)).rejects.toMatchObject({ code: 'disk-full' });
  const before = desk.armed();
  await desk.pass(expiresAtMs - desk.clock.now());
  await desk.pass(500, 100);
  expect(desk.armed() - before).toBeLessThan(5);
  desk.made.db.pragma('max_page_count = 1000000');
  await desk.pass(2_000, 4);
  expect(bundleOf(approvalId).approval.status).toBe('expired');
});

async function fillUp(input: string): Promise<void> {
  for (let left = 200; left > 0; left -= 1) await startSample(desk.made.engine, { input });
}

test('a start takes over only runs of earlier owners, and leaves alone what this process has claimed', async () => {
  desk = await openEngineDesk();
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  expect(desk.made.engine.stores.runs.load(runId)?.status).toBe('running');
  const taken = desk.activations.recover();
  await desk.settle();
  expect(await taken).toBe(0);
  expect(desk.made.engine.stores.runs.load(runId)).toMatchObject({ status: 'running', recoveries: 0, activation: 1 });
});
