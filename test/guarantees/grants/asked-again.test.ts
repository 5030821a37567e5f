import { expect, test } from 'vitest';
import { ben } from '../../helpers/prepared-workspace.ts';
import { proposalOf } from '../../helpers/engine-desk.ts';
import { bundles, grantedOne, openGrantWorld, propose, useOf, type GrantWorld } from '../../helpers/grant-world.ts';
import { startSample } from '../../helpers/sample-runs.ts';

/** The same agent at work in a run of its own. */
async function anotherRun({ desk, grants }: GrantWorld): Promise<GrantWorld> {
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return { desk, grants, runId };
}

async function end({ desk, runId }: GrantWorld): Promise<void> {
  await desk.verb('run.kill', { runId, reason: 'let go' });
  await desk.settle();
}

function newest(world: GrantWorld) {
  const found = bundles(world).at(-1);
  if (found === undefined) throw new Error('nothing was asked for');
  return found;
}

test('what was to be looked at and was taken back unanswered is made up for, whichever run asks next', async () => {
  const first = await openGrantWorld();
  await first.grants.active({ sampleOneIn: 2, count: 1_000 });
  let world = first;
  // Without the promise each round passes by the throw of a coin.
  for (let round = 0; round < 12; round += 1) {
    while (useOf(world, await asked(world, round))?.status !== 'sampled');
    await end(world);
    world = await anotherRun(world);
    const next = await asked(world, round);
    expect([useOf(world, next)?.status, next.approval?.status]).toEqual(['sampled', 'pending']);
    const [{ approvalId = '', envelopeHash = '', version = 0 } = {}] = [next.approval ?? undefined];
    await world.desk.broker.approve(
      [{ approvalId, envelopeHash, version }],
      { person: ben, repeatable: undefined },
      '',
    );
  }
  // It is made up for once: after that the throw decides again.
  await grantedOne(world);
  expect(world.desk.made.verify()).toMatchObject({ ok: true });
});

async function asked(world: GrantWorld, round: number) {
  await propose(world, [`r-${round}-${bundles(world).length}`]);
  return newest(world);
}

test('a person who changes a sample before it runs has said no to it: the grant suspends itself', async () => {
  const world = await openGrantWorld();
  const { grantId } = await world.grants.active({ sampleOneIn: 1 });
  const sample = await asked(world, 0);
  expect(useOf(world, sample)?.status).toBe('sampled');
  const { approvalId = '', envelopeHash = '', version = 0 } = sample.approval ?? {};
  const draft = {
    item: { approvalId, envelopeHash, version },
    target: 'record r-0-0',
    params: JSON.stringify({ recordId: 'r-0-0', set: { status: 'open' } }),
  };
  const { verdict } = await world.desk.broker.previewEdit(draft, ben);
  const wish = { preview: verdict?.token ?? '', approve: false };
  await world.desk.broker.edit(draft, wish, 'not closed', { person: ben, repeatable: undefined });
  expect(world.grants.now(grantId)).toMatchObject({ status: 'suspended', cause: 'sample-rejected' });
});

test('what its agent proposes anew in the hold window gives the place back that was taken for it', async () => {
  const world = await openGrantWorld({ holdSeconds: 8 });
  const { grantId } = await world.grants.active({ count: 5 });
  const { desk, runId } = world;
  const keyed = (path: string) => {
    const message = proposalOf(runId, 'r-1', path) as Extract<ReturnType<typeof proposalOf>, { kind: 'propose' }>;
    return { ...message, proposal: { ...message.proposal, key: 'close' } };
  };
  desk.fromHost(keyed('1'));
  await desk.pass(1);
  const held = newest(world);
  if (useOf(world, held)?.status === 'sampled') return; // one in a hundred: nothing was held
  expect([held.effect.status, useOf(world, held)?.status]).toEqual(['holding', 'reserved']);
  desk.fromHost(keyed('2'));
  await desk.pass(1);
  expect(useOf(world, held)?.status).toBe('released');
  expect(desk.made.engine.stores.standingGrants.used(grantId, 1).count).toBe(0);
});

test('A16: what a run asks for whose parent was begun again is asked of a person', async () => {
  const world = await openGrantWorld();
  await world.grants.active({ count: 1_000 });
  const { desk, runId } = world;
  await end(world);
  await desk.verb('run.retry', { runId });
  await desk.settle();
  const { engine } = desk.made;
  const { runId: childId } = await startSample(engine, {
    parent: { runId, life: 'detached', path: '0', childId: 'as-its-parent-knows-it', depth: 1, rootId: runId },
  });
  desk.activations.enqueue(childId);
  await desk.settle();
  const child = { ...world, runId: childId };
  await propose(child, ['r-1', 'r-2']);
  expect(bundles(child).map((one) => [one.approval?.status, useOf(child, one)])).toEqual([
    ['pending', null],
    ['pending', null],
  ]);
});

test('who agreed to it turns out to be one person: it suspends itself, and what it granted waits', async () => {
  const world = await openGrantWorld({ holdSeconds: 8 });
  const { grantId } = await world.grants.active();
  const granted = await grantedOne(world);
  const { desk } = world;
  await desk.made.engine.transact({}, (_loaded, env) => ({
    ok: true,
    changes: [{ put: 'person', state: { ...ben, absence: null, identity: 'ada' }, atMs: env.nowMs }],
    reply: null,
  }));
  await desk.pass(60_000, 4);
  expect(world.grants.now(grantId)).toMatchObject({ status: 'suspended', cause: 'people' });
  expect(useOf(world, granted)?.status).toBe('released');
  expect(desk.asked).not.toContain('execute');
});
