import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealEnvelope } from '../../../electron/runtime/approvals/envelope.ts';
import {
  checkExecution,
  maxPreparedAgeMs,
  type ExecutionWorld,
} from '../../../electron/runtime/approvals/execution-check.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import { envelopeFor, holdMs, readyItem, startMs } from './sample-item.ts';

const { item, world } = readyItem();

function refusal(change: { item?: Partial<EffectBundle>; world?: Partial<ExecutionWorld> }): {
  field: string;
  reason: string;
} {
  const verdict = checkExecution({ ...item, ...change.item }, { ...world, ...change.world });
  if (verdict.ok) throw new Error('it would have run');
  expect(verdict.reason).toMatch(/^(?:\p{Lu}|ana\b|ben\b).*\.$/u);
  return { field: verdict.field, reason: verdict.reason };
}

const effect = (change: Partial<EffectBundle['effect']>): { item: Partial<EffectBundle> } => ({
  item: { effect: { ...item.effect, ...change } },
});
const grant = (change: Partial<NonNullable<EffectBundle['grant']>>): { item: Partial<EffectBundle> } => ({
  item: { grant: item.grant === null ? null : { ...item.grant, ...change } },
});
const approval = (change: Partial<NonNullable<EffectBundle['approval']>>): { item: Partial<EffectBundle> } => ({
  item: { approval: item.approval === null ? null : { ...item.approval, ...change } },
});

test('A6 an action that is exactly as it was decided runs, at every tier', () => {
  for (const tier of ['gate', 'gate-two'] as const) {
    const ready = readyItem(tier);
    expect(checkExecution(ready.item, ready.world)).toEqual({ ok: true, envelope: envelopeFor(tier) });
  }
});

test('A3 the bytes that are about to run are hashed again', () => {
  expect(refusal(effect({ envelope: item.effect.envelope.replace('customer', 'Customer') })).field).toBe('envelope');
  const other = sealEnvelope({ ...envelopeFor('gate'), target: 'someone-else@example.org' });
  if (!other.ok) throw new Error(other.reason);
  const swapped = { envelope: other.sealed.bytes, envelopeHash: other.sealed.hash };
  expect(refusal(effect(swapped)).field).toBe('grant.hash');
});

test('A2 without a live grant for exactly this effect nothing runs', () => {
  expect(refusal({ item: { grant: null } }).field).toBe('grant');
  for (const status of ['consumed', 'revoked', 'expired'] as const) {
    expect(refusal(grant({ status }))).toEqual({ field: 'grant.status', reason: `The grant is ${status}.` });
  }
  expect(refusal(grant({ effectId: 'effect-2' })).field).toBe('grant.effect');
  expect(refusal(grant({ approvalId: 'approval-2' })).field).toBe('grant.approval');
  expect(refusal(grant({ envelopeHash: 'ff'.repeat(32) })).field).toBe('grant.hash');
  expect(refusal(grant({ policyId: 'other' })).field).toBe('grant.policy');
  expect(refusal(grant({ policyVersion: 2 })).field).toBe('grant.policy version');
});

test('A5 a grant past its expiry runs nothing', () => {
  const expiresAtMs = item.grant?.expiresAtMs ?? 0;
  const late = {
    nowMs: expiresAtMs,
    prepared: { preconditions: envelopeFor('gate').preconditions, readAtMs: expiresAtMs },
  };
  expect(refusal({ world: late })).toMatchObject({
    field: 'grant.expires',
    reason: expect.stringContaining('expired'),
  });
  expect(refusal(grant({ mintedAtMs: world.nowMs + 1 })).field).toBe('grant.minted');
});

test('A6 a person who no longer has the role, or is no longer there, takes the approval with them', () => {
  expect(refusal({ world: { roleOf: () => 'auditor' } })).toEqual({
    field: 'reviewer.role',
    reason: 'ana approved it as reviewer and is auditor now.',
  });
  expect(refusal({ world: { roleOf: () => null } }).field).toBe('reviewer');
});

test('A6 a policy changed after the decision makes the item stale and says which version', () => {
  expect(refusal({ world: { policy: { ...world.policy, version: 2 } } })).toEqual({
    field: 'policy.version',
    reason: 'The policy changed from version 1 to 2.',
  });
  expect(refusal({ world: { policy: { ...world.policy, id: 'strict' } } }).field).toBe('policy');
  expect(refusal({ world: { policy: { ...world.policy, hash: 'ff'.repeat(32) } } }).field).toBe('policy.hash');
});

test('A6 a tool changed after the decision makes the item stale', () => {
  expect(refusal({ world: { tool: null } }).field).toBe('tool');
  const tool = world.tool;
  if (tool === null) throw new Error('the sample has no tool');
  expect(refusal({ world: { tool: { ...tool, version: '2' } } }).field).toBe('tool.version');
  expect(refusal({ world: { tool: { ...tool, schemaHash: 'ff'.repeat(32) } } }).field).toBe('tool.schemaHash');
});

test('A6 a changed precondition is named, be it another value, gone, or new', () => {
  const { preconditions } = envelopeFor('gate');
  const readAtMs = world.nowMs;
  const field = (now: Record<string, unknown>): string =>
    refusal({ world: { prepared: { preconditions: now, readAtMs } } }).field;
  expect(field({ ...preconditions, rowHash: 'ff'.repeat(32) })).toBe('preconditions.rowHash');
  expect(field({ outbox: 'absent' })).toBe('preconditions.rowHash');
  expect(field({ ...preconditions, locked: true })).toBe('preconditions.locked');
  expect(refusal({ world: { prepared: null } }).field).toBe('preconditions');
});

test('A6 a state read more than 5 s ago, or in the future, is read again before anything is decided about it', () => {
  const { preconditions } = envelopeFor('gate');
  for (const readAtMs of [world.nowMs - maxPreparedAgeMs - 1, world.nowMs + 1]) {
    const verdict = checkExecution(item, { ...world, prepared: { preconditions, readAtMs } });
    expect(verdict).toMatchObject({ ok: false, field: 'preconditions', cause: null });
  }
  const justInTime = { preconditions, readAtMs: world.nowMs - maxPreparedAgeMs };
  expect(checkExecution(item, { ...world, prepared: justInTime }).ok).toBe(true);
});

test('A6 an emergency stop of everything, of the agent, the tool or the class refuses; another one does not', () => {
  for (const scope of [
    { kind: 'all' as const },
    { kind: 'agent' as const, id: 'ticket-review' },
    { kind: 'tool' as const, id: 'reply.send' },
    { kind: 'class' as const, id: 'consequential' },
  ]) {
    expect(checkExecution(item, { ...world, stops: stop(scope) })).toMatchObject({
      reason: `ben stopped ${scope.kind === 'all' ? 'all effects' : `the ${scope.kind} ${scope.id}`} 2025-11-21 01:53:20 UTC.`,
      ok: false,
      field: 'stop',
      cause: 'stopped',
    });
  }
  expect(checkExecution(item, { ...world, stops: stop({ kind: 'tool', id: 'record.update' }) }).ok).toBe(true);
});

test('A6 without a writable audit log, without budget, or while effects are held, the item waits and stays approved', () => {
  const waits: readonly Partial<ExecutionWorld>[] = [
    { auditWritable: false },
    { budget: { allowed: false, reason: 'The budget of the run is used up.' } },
    { heldBecause: 'The clock jumped ahead by two days.' },
  ];
  for (const change of waits)
    expect(checkExecution(item, { ...world, ...change })).toMatchObject({ ok: false, cause: null });
});

test('A8 an approval that no longer stands, or was given for something else, runs nothing', () => {
  expect(refusal({ item: { approval: null } }).field).toBe('grant.approval');
  expect(refusal(approval({ status: 'pending' })).field).toBe('approval.status');
  expect(refusal(approval({ envelopeHash: 'ff'.repeat(32) })).field).toBe('approval.hash');
  expect(refusal(approval({ effectId: 'effect-2' })).field).toBe('approval.effect');
  expect(refusal(approval({ tier: 'auto' })).field).toBe('approval.tier');
  expect(refusal({ item: { decisions: [] } }).field).toBe('decision');
});

test('A11 an effect that was rejected, answered, expired or withdrawn does not run', () => {
  for (const cause of ['rejected', 'responded', 'expired', 'withdrawn'] as const) {
    expect(refusal(effect({ status: 'refused', cause })).field).toBe('status');
  }
});

test('A12 an action past its own expiry does not run, however long its grant lives', () => {
  const nowMs = envelopeFor('gate').expiresAtMs;
  const prepared = { preconditions: envelopeFor('gate').preconditions, readAtMs: nowMs };
  const longGrant = grant({ expiresAtMs: nowMs + 1 });
  expect(refusal({ ...longGrant, world: { nowMs, prepared } }).field).toBe('expiresAtMs');
});

test('A13 at gate-two a grant with one name, or one name twice, runs nothing', () => {
  const two = readyItem('gate-two');
  const [first] = two.item.grant?.reviewers ?? [];
  if (first === undefined || two.item.grant === null) throw new Error('the sample has no reviewers');
  for (const reviewers of [[], [first], [first, first]]) {
    const verdict = checkExecution({ ...two.item, grant: { ...two.item.grant, reviewers } }, two.world);
    expect(verdict).toMatchObject({ ok: false, field: 'reviewers' });
  }
});

test('A2 without a person’s approval only an action at auto or notify runs', () => {
  for (const tier of ['auto', 'notify', 'gate', 'gate-two'] as const) {
    const sealing = sealEnvelope(envelopeFor(tier));
    if (!sealing.ok || item.grant === null) throw new Error('the sample is incomplete');
    const { bytes, hash } = sealing.sealed;
    const alone = {
      effect: { ...item.effect, tier, envelope: bytes, envelopeHash: hash },
      approval: null,
      grant: { ...item.grant, approvalId: null, envelopeHash: hash, reviewers: [] },
      decisions: [],
    };
    expect(checkExecution(alone, world).ok).toBe(tier === 'auto' || tier === 'notify');
    const named = { ...alone, grant: { ...alone.grant, reviewers: [reviewer('ana'), reviewer('ben')] } };
    const verdict = checkExecution(named, world);
    expect(verdict.ok ? 'ran' : verdict.field).toBe(tier === 'auto' || tier === 'notify' ? 'ran' : 'approval');
  }
});

test('A6 a grant in the name of a role that may not decide runs nothing', () => {
  const auditors = { reviewers: [{ personId: 'ana', role: 'auditor' }] };
  expect(refusal({ ...grant(auditors), world: { roleOf: () => 'auditor' } }).field).toBe('reviewer.role');
});

test('A16 a grant never survives into another lineage, run, release or version of the action', () => {
  expect(refusal({ world: { run: { ...world.run, lineageId: 'lineage-2' } } }).field).toBe('lineage');
  expect(refusal({ world: { run: { ...world.run, runId: 'run-2' } } }).field).toBe('run');
  expect(refusal({ world: { run: { ...world.run, releaseHash: 'ff'.repeat(32) } } }).field).toBe('agent.release');
  expect(refusal(effect({ generation: 1 })).field).toBe('generation');
  expect(refusal(effect({ path: '5/effect:reply' })).field).toBe('step');
  expect(refusal(grant({ lineageId: 'lineage-2' })).field).toBe('grant.lineage');
  const cancelled = checkExecution(item, { ...world, run: { ...world.run, cancelRequested: true } });
  expect(cancelled).toMatchObject({ ok: false, cause: 'withdrawn' });
});

test('A17 nothing runs while its hold window is open, or in the first hold period after a start or a sleep', () => {
  const early = { nowMs: startMs + holdMs - 1 };
  expect(checkExecution(item, { ...world, ...early })).toMatchObject({ ok: false, field: 'hold', cause: null });
  const restarted = { awakeSinceMs: world.nowMs - holdMs + 1 };
  expect(checkExecution(item, { ...world, ...restarted })).toMatchObject({ ok: false, field: 'awake', cause: null });
  expect(checkExecution(item, { ...world, awakeSinceMs: world.nowMs - holdMs }).ok).toBe(true);
  expect(checkExecution({ ...item, effect: { ...item.effect, holdUntilMs: null } }, world).ok).toBe(false);
});

test('A6 any single changed field of envelope, grant, approval, decision or world is refused', () => {
  // Fields nothing rests on: words for the screen, moments already covered by their own tests, and time itself.
  const free =
    /^(?:item\.effect\.(?:effectKey|supersedes|actionKey|cause|causeDetail|title|verb|facts\..*|dispatches|intentAtMs|receipt|createdAtMs|changedAtMs|approvalId)|item\.approval\.(?:runId|agentId|toolId|version|title|fingerprint|createdAtMs|expiresAtMs|holdUntilMs|decidedBy|decidedAtMs|sample|money|risk|riskFactors.*|approvers\..*|assignedTo.*|escalatedTo|delegation|snoozed.*|reminded|sampledBy|plan\..*)|item\.grant\.(?:grantId|consumedAtMs)|item\.decisions\.0\.(?:decisionId|approvalId|meaning|printedName|role|reason|auth|selfInitiated|atMs|expiresAtMs|onBehalfOf)|world\.(?:ownOf.*|tool\.effectClass|budget\.reason|nowMs|awakeSinceMs|stops)|.*(?:holdMs|holdUntilMs|mintedAtMs|expiresAtMs|readAtMs))$/;
  const scene = { item, world };
  const paths = leavesOf(scene, '').filter((path) => !free.test(path));
  expect(paths.length).toBeGreaterThan(35);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.integer({ min: 1, max: 9 }), (path, salt) => {
      const changed = mutate(scene, path.split('.'), salt) as typeof scene;
      expect([
        path,
        checkExecution(changed.item, { ...changed.world, roleOf: world.roleOf, identityOf: world.identityOf }).ok,
      ]).toEqual([path, false]);
    }),
    { numRuns: 1000 },
  );
});

test('A4 any single changed field inside the envelope is refused, also when its hash is recomputed everywhere but in the grant', () => {
  const envelope = envelopeFor('gate');
  fc.assert(
    fc.property(fc.constantFrom(...leavesOf(envelope, '')), fc.integer({ min: 1, max: 9 }), (path, salt) => {
      const sealing = sealEnvelope(mutate(envelope, path.split('.'), salt) as typeof envelope);
      if (!sealing.ok) return;
      const { bytes, hash } = sealing.sealed;
      const forged = {
        ...item,
        effect: { ...item.effect, envelope: bytes, envelopeHash: hash },
        approval: item.approval === null ? null : { ...item.approval, envelopeHash: hash },
      };
      expect(checkExecution(forged, world).ok).toBe(false);
      const onlyBytes = { ...item, effect: { ...item.effect, envelope: bytes } };
      expect(checkExecution(onlyBytes, world)).toMatchObject({ ok: false, field: 'envelope' });
    }),
    { numRuns: 500 },
  );
});

test('a tier the policy denies never runs, whoever signed', () => {
  const sealing = sealEnvelope(envelopeFor('deny'));
  if (!sealing.ok || item.approval === null || item.grant === null) throw new Error('the sample is incomplete');
  const { bytes, hash } = sealing.sealed;
  const signed = {
    effect: { ...item.effect, tier: 'deny' as const, envelope: bytes, envelopeHash: hash },
    approval: { ...item.approval, tier: 'deny' as const, envelopeHash: hash },
    grant: { ...item.grant, envelopeHash: hash },
    decisions: item.decisions.map((decision) => ({ ...decision, envelopeHash: hash })),
  };
  expect(checkExecution(signed, world)).toMatchObject({ ok: false, field: 'tier' });
});

function reviewer(personId: string): { personId: string; role: string } {
  return { personId, role: 'reviewer' };
}

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? [] : [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

function mutate(value: unknown, path: readonly string[], salt: number): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (typeof value === 'number') return value + salt;
    if (typeof value === 'boolean') return !value;
    return typeof value === 'string' ? `${value}${salt}` : `was null ${salt}`;
  }
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => (String(index) === key ? mutate(inner, rest, salt) : inner));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: mutate(record[key], rest, salt) };
}

function stop(scope: ExecutionWorld['stops'][number]['scope']): ExecutionWorld['stops'] {
  return [{ scope, by: 'ben', reason: '', atMs: startMs }];
}
