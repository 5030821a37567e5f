import { expect, onTestFinished, test } from 'vitest';
import { cyd, openEditDesk, rulesOf, type EditDesk } from '../../helpers/edit-desk.ts';
import { ben } from '../../helpers/prepared-workspace.ts';

const first = { key: 'refund', params: { recordId: 'r-1', set: { amount: 10 } } };
const later = { key: 'refund', params: { recordId: 'r-1', set: { amount: 20 } } };

async function opened(rules = rulesOf({ 'record.update': 'gate-two' }), isToolStuck = false): Promise<EditDesk> {
  const scene = await openEditDesk(rules, { isToolStuck });
  onTestFinished(() => scene.desk.made.close());
  return scene;
}

test('what an agent proposes anew under the same key takes the place of what waits: linked both ways, its approvals dropped, its wait told', async () => {
  const scene = await opened();
  const old = await scene.propose(first, 'a/0');
  expect(await scene.approve(ben)).toBe('partly-approved');
  const fresh = await scene.propose(later, 'b/0');
  expect(fresh).toMatchObject({ supersedes: old.effectId, path: 'b/0', generation: 1, status: 'waiting-decision' });
  const ended = scene.bundle(old.effectId);
  expect(ended.effect).toMatchObject({ status: 'refused', cause: 'superseded' });
  expect(ended.effect.causeDetail).toBe(
    'The agent proposed it anew. The approval of Ben K. was for the action as it was, and counts no more.',
  );
  expect(ended.approval?.status).toBe('superseded');
  expect(ended.decisions.at(-1)).toMatchObject({ decision: 'supersede', role: 'system' });
  expect(scene.told('a/0')).toMatchObject({ outcome: 'refused', cause: 'superseded' });
  expect(scene.told('b/0')).toBeNull();
  expect(scene.desk.made.engine.stores.runs.load(scene.runId)).toMatchObject({ pendingApprovals: 1, effects: 2 });
  expect(await scene.approve(ben, old.effectId)).toMatch(/the agent proposed it anew/);
  expect(await scene.approve(ben)).toBe('partly-approved');
});

test('what was approved and is still held is taken back by a later proposal of the same key', async () => {
  const scene = await opened(rulesOf({}));
  const old = await scene.propose(first, 'a/0');
  expect(await scene.approve(ben)).toBe('holding');
  await scene.propose(later, 'b/0');
  expect(scene.bundle(old.effectId)).toMatchObject({
    effect: { status: 'refused', cause: 'superseded', holdUntilMs: null },
    grant: { status: 'revoked' },
  });
  await scene.desk.pass(5_000);
  expect(scene.desk.asked.filter((kind) => kind === 'execute')).toEqual([]);
});

test('what has been sent already is not asked for a second time under its key', async () => {
  const scene = await opened(rulesOf({}), true);
  const old = await scene.propose(first, 'a/0');
  await scene.approve(ben);
  await scene.desk.pass(2_000);
  expect(scene.bundle(old.effectId).effect.status).toBe('dispatched');
  await scene.propose(later, 'b/0');
  expect(scene.effects()).toHaveLength(1);
  expect(scene.told('b/0')).toMatchObject({
    outcome: 'refused',
    cause: 'superseded',
    reason: expect.stringMatching(/has the same key and was sent already/),
  });
});

test('two proposals of one key in the same moment leave one that waits', async () => {
  const scene = await opened();
  const { desk, runId } = scene;
  const proposal = { tool: 'record.update', target: 'r-1', evidence: [], claim: '', tainted: [], ...first };
  for (const path of ['a/0', 'b/0', 'c/0'])
    desk.fromHost({ kind: 'propose', runId, activation: 1, path, argsHash: 'h', proposal });
  await desk.pass(1);
  await desk.settle();
  await desk.settle();
  expect(scene.effects().map(({ status }) => status)).toEqual(['refused', 'refused', 'waiting-decision']);
});

test('an agent that proposes anew takes the place of what a person has edited meanwhile, and other keys stay', async () => {
  const scene = await opened();
  const other = await scene.propose({ ...first, key: 'other' }, 'o/0');
  await scene.propose(first, 'a/0');
  const { next } = await scene.edit({ recordId: 'r-1', set: { amount: 15 } }, { by: cyd, approve: false });
  const fresh = await scene.propose(later, 'b/0');
  expect(fresh.supersedes).toBe(next.effectId);
  expect(scene.bundle(next.effectId).effect).toMatchObject({ status: 'refused', cause: 'superseded' });
  // The agent is told of the edit with the end of what it had asked for.
  expect(scene.told('a/0')).toMatchObject({ outcome: 'refused', cause: 'superseded', edited: { by: 'Cyd M.' } });
  expect(scene.bundle(other.effectId).approval?.status).toBe('pending');
});

test('what an agent let go of stays withdrawn, and leads to what it proposed in its place', async () => {
  const scene = await opened();
  const old = await scene.propose(first, 'a/0');
  await scene.desk.broker.withdraw(scene.runId, 'a', 'another branch of its race won');
  const fresh = await scene.propose(later, 'b/0');
  expect(scene.bundle(old.effectId).approval?.status).toBe('withdrawn');
  expect(fresh.supersedes).toBe(old.effectId);
});
