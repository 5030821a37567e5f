import { expect, test } from 'vitest';
import { proposalOf } from '../../helpers/engine-desk.ts';
import { bundles, grantedOne, openGrantWorld, propose, useOf } from '../../helpers/grant-world.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { closingTerms } from '../../helpers/standing-grants.ts';

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `r-${index}`);

test('A15: fifty actions at once against a cap of ten: exactly ten go through, and the others wait for a person', async () => {
  const world = await openGrantWorld();
  const grant = await world.grants.active({ sampleOneIn: 100, count: 10 });
  await propose(world, many(50));
  await world.desk.pass(20_000, 4);
  const found = bundles(world);
  expect(found).toHaveLength(50);
  const done = found.filter(({ effect }) => effect.status === 'done');
  const waiting = found.filter(({ approval }) => approval?.status === 'pending');
  expect([done.length, waiting.length]).toEqual([10, 40]);
  expect(world.desk.asked.filter((kind) => kind === 'execute')).toHaveLength(10);
  for (const { decisions, grant: single } of done) {
    expect(decisions).toMatchObject([
      {
        decision: 'approve',
        personId: `standing-grant:${grant.grantId}`,
        printedName: 'Standing grant "Close records" (version 1) of Ada L. and Ben K.',
        role: 'standing-grant',
        selfInitiated: false,
      },
    ]);
    expect(single).toMatchObject({ standing: { grantId: grant.grantId, version: 1 }, status: 'consumed' });
  }
  expect(world.grants.now(grant.grantId)).toMatchObject({ status: 'used-up' });
  const kept = world.desk.made.engine.stores.runs.load(world.runId);
  expect([kept?.pendingApprovals, kept?.effectsDone]).toEqual([40, 10]);
  expect(world.desk.made.verify()).toMatchObject({ ok: true });
});

test('A15: what is outside the scope, in a sandbox, chosen by input or not there at all waits for a person', async () => {
  const world = await openGrantWorld();
  await world.grants.active();
  const { desk, runId } = world;
  const inside = proposalOf(runId, 'r-0', 'tainted') as Extract<ReturnType<typeof proposalOf>, { kind: 'propose' }>;
  desk.fromHost({ ...inside, proposal: { ...inside.proposal, tainted: ['target: ticket 7'] } });
  const params = { recordId: 'r-1', set: { status: 'closed', note: 'and this' } };
  desk.fromHost({ ...inside, path: 'extra', proposal: { ...inside.proposal, params, target: 'record r-1' } });
  desk.fromHost(proposalOf(runId, 'x-1', 'other'));
  await desk.pass(60_000, 4);
  expect(bundles(world).map(({ approval }) => approval?.status)).toEqual(['pending', 'pending', 'pending']);
  const sandbox = await openGrantWorld({ sandbox: true });
  await sandbox.grants.active();
  await propose(sandbox, ['r-1']);
  expect(bundles(sandbox).map(({ approval }) => approval?.status)).toEqual(['pending']);
});

test('A15: an undo in the hold window takes it back: it waits for a person, and its place is free for another', async () => {
  const world = await openGrantWorld({ holdSeconds: 8 });
  const { grantId } = await world.grants.active({ count: 1 });
  const first = await grantedOne(world);
  const { desk } = world;
  await desk.broker.undo([first.approval?.approvalId ?? ''], { person: ada, repeatable: undefined });
  await desk.pass(60_000, 4);
  expect(desk.made.engine.stores.effects.bundle(first.effect.effectId)).toMatchObject({
    effect: { status: 'waiting-decision' },
    grant: { status: 'revoked' },
  });
  expect(useOf(world, first)).toMatchObject({ status: 'released' });
  expect(world.grants.now(grantId).status).toBe('active');
  await grantedOne(world);
});

test('A15: no standing grant covers a change of the policy, whoever asks for it', async () => {
  const world = await openGrantWorld();
  const terms = closingTerms({ toolId: 'policy.change' });
  await expect(world.grants.verb('grant.save', { terms })).rejects.toMatchObject({ code: 'refused' });
});
