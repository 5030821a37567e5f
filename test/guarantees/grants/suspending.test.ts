import { expect, test } from 'vitest';
import type { Absence, Person } from '../../../shared/domain/person.ts';
import type { ReleaseState } from '../../../electron/runtime/engine/states.ts';
import { proposalOf } from '../../helpers/engine-desk.ts';
import {
  bundles,
  grantedOne,
  openGrantWorld,
  propose,
  putPolicy,
  useOf,
  type GrantWorld,
} from '../../helpers/grant-world.ts';
import { ada, ben } from '../../helpers/prepared-workspace.ts';
import { sampleRelease } from '../../helpers/sample-runs.ts';
import { closingTerms } from '../../helpers/standing-grants.ts';

const hour = 3_600_000;
const day = 24 * hour;

const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, standIn: null, reason: 'holiday' };

async function put({ desk }: GrantWorld, change: 'release' | (Person & { readonly absence?: Absence })): Promise<void> {
  const state: ReleaseState = { ...sampleRelease, releaseHash: 'b'.repeat(64) };
  await desk.made.engine.transact({}, (_loaded, env) => ({
    ok: true,
    changes: [
      change === 'release'
        ? { put: 'release', state, inForce: true }
        : { put: 'person', state: { absence: null, ...change, identity: change.personId }, atMs: env.nowMs },
    ],
    reply: null,
  }));
  await desk.pass(1);
}

/** No method changes a role; whatever does some day, it is looked at. */
async function changeRole({ desk }: GrantWorld, personId: string, role: string): Promise<void> {
  desk.made.db.prepare('UPDATE person SET role = ? WHERE person_id = ?').run(role, personId);
  desk.made.engine.stores.workspace.forget();
  await desk.made.engine.transact({}, () => ({
    ok: true,
    changes: [{ put: 'notice', reason: 'people' }],
    reply: null,
  }));
}

/** Nothing goes through any more, also not what was granted and waits out its hold. */
async function letsNothingThrough(world: GrantWorld, grantId: string): Promise<void> {
  const { desk } = world;
  await desk.pass(60_000, 4);
  expect(desk.asked).not.toContain('execute');
  await propose(world, ['r-late']);
  await desk.pass(60_000, 4);
  expect(desk.asked).not.toContain('execute');
  expect(bundles(world).every(({ approval }) => approval?.status === 'pending')).toBe(true);
  expect(desk.made.engine.stores.standingGrants.used(grantId, 1).count).toBe(0);
  expect(desk.made.verify()).toMatchObject({ ok: true });
}

const changes: Readonly<Record<string, readonly [cause: string, change: (world: GrantWorld) => Promise<void>]>> = {
  'another release of its agent': ['release-change', (world) => put(world, 'release')],
  'another version of the policy': ['policy-change', ({ desk }) => putPolicy(desk, 8, 2)],
  'its owner may decide no more': ['people', (world) => changeRole(world, 'ada', 'auditor')],
  'who approved it may decide no more': ['people', (world) => changeRole(world, 'ben', 'admin')],
  'its owner is away and nobody stands in': ['people', (world) => put(world, { ...ada, absence: always })],
};
for (const [name, [cause, change]] of Object.entries(changes))
  test(`A15: ${name}: it suspends itself, what it granted waits for a person, and only two people bring it back`, async () => {
    const world = await openGrantWorld({ holdSeconds: 8 });
    const { grantId } = await world.grants.active();
    const granted = await grantedOne(world);
    await change(world);
    await world.desk.pass(1);
    expect(world.grants.now(grantId)).toMatchObject({ status: 'suspended', cause });
    await letsNothingThrough(world, grantId);
    expect(useOf(world, granted)?.status).toBe('released');
    await expect(
      world.grants.verb('grant.approve', { grantId, hash: world.grants.now(grantId).hash }, ben),
    ).rejects.toMatchObject({ code: 'already-decided' });
  });

test('A15: a jump of the clock suspends it, and a drift alert does, wherever that comes from', async () => {
  let isDrifting = false;
  const world = await openGrantWorld({ holdSeconds: 8, driftAlert: (agentId) => agentId === 'sample' && isDrifting });
  const first = await world.grants.active();
  const second = await world.grants.active();
  isDrifting = true;
  // The first that is asked for its word finds the alert, before anybody looked.
  await propose(world, ['r-1']);
  expect(world.grants.now([first.grantId, second.grantId].toSorted()[0] ?? '')).toMatchObject({ cause: 'drift' });
  isDrifting = false;
  const third = await world.grants.active();
  world.desk.clock.setWall(world.desk.clock.now() + 40 * day);
  await world.grants.desk.review();
  expect(world.grants.now(third.grantId)).toMatchObject({ status: 'suspended', cause: 'clock' });
});

test('A15: the first undoing of what it let through suspends it as soon as somebody asks for it', async () => {
  const world = await openGrantWorld();
  const { grantId } = await world.grants.active();
  const { effect } = await grantedOne(world);
  await world.desk.pass(60_000, 4);
  expect(world.desk.made.engine.stores.effects.bundle(effect.effectId)?.effect.status).toBe('done');
  await world.desk.verb('effect.compensate', { effectId: effect.effectId, reason: 'wrong record' });
  expect(world.grants.now(grantId)).toMatchObject({ status: 'suspended', cause: 'rollback' });
  // The undoing itself is never a standing grant's to decide on.
  const undoing = bundles(world).find(({ effect: one }) => one.compensates === effect.effectId);
  expect(undoing?.approval?.status).toBe('pending');
});

test('A15: one in so many goes to a person, told by a key that no reader has; a rejected sample suspends it', async () => {
  const world = await openGrantWorld();
  const { grantId } = await world.grants.active({ sampleOneIn: 2, count: 1_000 });
  await propose(
    world,
    Array.from({ length: 60 }, (_, n) => `r-${n}`),
  );
  await world.desk.pass(60_000, 4);
  const sampled = bundles(world).filter((one) => useOf(world, one)?.status === 'sampled');
  // Sixty throws of a coin: fewer than 10 or more than 50 of one side are not to be expected in a lifetime.
  expect(sampled.length).toBeGreaterThan(10);
  expect(sampled.length).toBeLessThan(50);
  expect(sampled.every(({ approval, grant }) => approval?.status === 'pending' && grant === null)).toBe(true);
  const [agreed, refused] = sampled;
  const item = (of: typeof agreed) => {
    const { approvalId = '', envelopeHash = '', version = 0 } = of?.approval ?? {};
    return [{ approvalId, envelopeHash, version }];
  };
  await world.desk.broker.approve(item(agreed), { person: ben, repeatable: undefined }, '');
  expect(world.grants.now(grantId).status).toBe('active');
  await world.desk.broker.reject(item(refused), { person: ben, repeatable: undefined }, 'not this one');
  expect(world.grants.now(grantId)).toMatchObject({ status: 'suspended', cause: 'sample-rejected' });
  const { standingGrants } = world.desk.made.engine.stores;
  const told = await world.grants.verb('grant.revoke', { grantId, reason: 'enough' });
  expect(JSON.stringify(told)).not.toContain(standingGrants.version(grantId, 1)?.sampleKey);
});

test('A15: it expires at its time, a person suspends or revokes it at once, and what is used up lets nothing through', async () => {
  const world = await openGrantWorld({ holdSeconds: 8 });
  const start = world.desk.clock.now();
  const short = await world.grants.active({ notBeforeMs: start, expiresAtMs: start + hour });
  const suspended = await world.grants.active();
  const revoked = await world.grants.active();
  await world.grants.verb('grant.suspend', { grantId: suspended.grantId, reason: 'looks odd' }, ben);
  await world.grants.verb('grant.revoke', { grantId: revoked.grantId, reason: 'no longer needed' }, ben);
  await world.desk.pass(2 * hour, 4);
  expect([short, suspended, revoked].map(({ grantId }) => world.grants.now(grantId).status)).toEqual([
    'expired',
    'suspended',
    'revoked',
  ]);
  await letsNothingThrough(world, short.grantId);
});

test('A15: a suspended grant is renewed as its next version, by two people, and its samples are told by another key', async () => {
  const world = await openGrantWorld();
  const { grantId } = await world.grants.active();
  await world.grants.verb('grant.suspend', { grantId, reason: 'holiday' });
  const draft = await world.grants.verb('grant.save', { grantId, terms: closingTerms({ count: 3 }) }, ben);
  expect(draft).toMatchObject({ version: 2, status: 'draft' });
  const { hash } = await world.grants.verb('grant.propose', { grantId, hash: draft.hash }, ben);
  await expect(world.grants.verb('grant.approve', { grantId, hash }, ben)).rejects.toMatchObject({
    code: 'not-allowed',
  });
  await expect(world.grants.verb('grant.approve', { grantId, hash: '0'.repeat(64) }, ada)).rejects.toMatchObject({
    code: 'stale',
  });
  // Ada is to own it: neither may she.
  await expect(world.grants.verb('grant.approve', { grantId, hash }, ada)).rejects.toMatchObject({
    code: 'not-allowed',
  });
  const cleo = { personId: 'cleo', printedName: 'Cleo', role: 'reviewer' } as const;
  await put(world, cleo);
  await world.grants.verb('grant.approve', { grantId, hash }, cleo);
  const { standingGrants } = world.desk.made.engine.stores;
  expect(standingGrants.versions(grantId).map(({ version, status }) => [version, status])).toEqual([
    [2, 'active'],
    [1, 'revoked'],
  ]);
  const keys = standingGrants.versions(grantId).map(({ sampleKey }) => sampleKey);
  expect(new Set(keys).size).toBe(2);
  await grantedOne(world);
});

test('A16: what a retry asks for again is asked of a person', async () => {
  const world = await openGrantWorld({ holdSeconds: 8 });
  await world.grants.active();
  await grantedOne(world);
  const { desk, runId } = world;
  await desk.verb('run.kill', { runId, reason: 'begin again' });
  await desk.settle();
  await desk.verb('run.retry', { runId });
  await desk.settle();
  const activation = desk.made.engine.stores.runs.load(runId)?.activation ?? 0;
  desk.fromHost({ ...proposalOf(runId, 'r-again', 'again'), activation });
  await desk.pass(60_000, 4);
  const opened = bundles(world).find(({ effect }) => effect.path === 'again');
  expect(opened?.approval?.status).toBe('pending');
});

test('a run that takes a sample back unanswered gets nothing more: it cannot ask until it is not sampled', async () => {
  const world = await openGrantWorld();
  await world.grants.active({ sampleOneIn: 2, count: 1_000 });
  const { desk, runId } = world;
  const sampled = (path: string): boolean =>
    bundles(world).some((one) => one.effect.path === path && useOf(world, one)?.status === 'sampled');
  let tried = 0;
  for (; tried < 40 && !sampled(`b${tried - 1}/0`); tried += 1) {
    desk.fromHost(proposalOf(runId, `r-${tried}`, `b${tried}/0`));
    await desk.pass(1);
  }
  await desk.broker.withdraw(runId, `b${tried - 1}`, 'its branch was left behind');
  await propose(
    world,
    Array.from({ length: 20 }, (_, n) => `r-again-${n}`),
  );
  const again = bundles(world).filter(({ effect }) => effect.path.startsWith('r-again'));
  expect(again.map((one) => useOf(world, one)?.status)).toEqual(again.map(() => 'sampled'));
  expect(again).toHaveLength(20);
});
