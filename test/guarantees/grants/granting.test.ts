import { expect, onTestFinished, test } from 'vitest';
import type { Policy, PolicyRule } from '../../../shared/domain/policy.ts';
import type { GrantUse } from '../../../shared/domain/standing-grant.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { policyHash } from '../../../electron/runtime/policies/parse.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { openGrants, type Grants } from '../../helpers/standing-grants.ts';

interface Opened {
  readonly desk: EngineDesk;
  readonly grants: Grants;
  readonly runId: string;
}

interface Opening {
  readonly sandbox?: boolean;
  readonly holdSeconds?: number;
}

async function opened({ holdSeconds, ...more }: Opening = {}): Promise<Opened> {
  const desk = await openEngineDesk();
  onTestFinished(() => desk.made.close());
  const grants = openGrants(desk);
  onTestFinished(() => grants.desk.close());
  if (holdSeconds !== undefined) await putPolicy(desk, holdSeconds);
  const { runId } = await startSample(desk.made.engine, more);
  desk.activations.enqueue(runId);
  await desk.settle();
  return { desk, grants, runId };
}

async function propose({ desk, runId }: Opened, records: readonly string[]): Promise<void> {
  for (const record of records) desk.fromHost(proposalOf(runId, record, record));
  await desk.pass(1);
}

function bundles({ desk, runId }: Opened) {
  const { effects } = desk.made.engine.stores;
  return effects.ofRun(runId).flatMap(({ effectId }) => effects.bundle(effectId) ?? []);
}

function useOf({ desk }: Opened, { effect }: EffectBundle): GrantUse | null {
  return desk.made.engine.stores.standingGrants.useOf(effect.effectId);
}

/** Asks until one is granted: now and then one is sampled. */
async function grantedOne(world: Opened): Promise<EffectBundle> {
  for (let tried = 0; tried < 10; tried += 1) {
    const before = new Set(bundles(world).map(({ effect }) => effect.effectId));
    await propose(world, [`r-${before.size}`]);
    const [opening] = bundles(world).filter(({ effect }) => !before.has(effect.effectId));
    if (opening?.grant?.status === 'live' || opening?.grant?.status === 'consumed') return opening;
  }
  throw new Error('all were sampled');
}

async function putPolicy({ made }: EngineDesk, holdSeconds: number, version = 1): Promise<void> {
  const rule: PolicyRule = {
    id: 'records',
    when: { tool: ['record.update'] },
    outcome: 'gate',
    sentence: 'held',
    holdSeconds,
  };
  const policy: Policy = { ...defaultPolicy, id: 'held', version, rules: [rule, ...defaultPolicy.rules] };
  await made.engine.transact({}, (_state, env) => ({
    ok: true,
    changes: [{ put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs }],
    reply: null,
  }));
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `r-${index}`);

test('fifty actions at once against a cap of ten: exactly ten go through, and the others wait for a person', async () => {
  const world = await opened();
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

test('what is outside the scope, in a sandbox, chosen by input or not there at all waits for a person', async () => {
  const world = await opened();
  await world.grants.active();
  const { desk, runId } = world;
  const inside = proposalOf(runId, 'r-0', 'tainted') as Extract<ReturnType<typeof proposalOf>, { kind: 'propose' }>;
  desk.fromHost({ ...inside, proposal: { ...inside.proposal, tainted: ['target: ticket 7'] } });
  const params = { recordId: 'r-1', set: { status: 'closed', note: 'and this' } };
  desk.fromHost({ ...inside, path: 'extra', proposal: { ...inside.proposal, params, target: 'record r-1' } });
  desk.fromHost(proposalOf(runId, 'x-1', 'other'));
  await desk.pass(60_000, 4);
  expect(bundles(world).map(({ approval }) => approval?.status)).toEqual(['pending', 'pending', 'pending']);
  const sandbox = await opened({ sandbox: true });
  await sandbox.grants.active();
  await propose(sandbox, ['r-1']);
  expect(bundles(sandbox).map(({ approval }) => approval?.status)).toEqual(['pending']);
});

test('an undo in the hold window takes it back: it waits for a person, and its place is free for another', async () => {
  const world = await opened({ holdSeconds: 8 });
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
