import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { policyDiff } from '../../../shared/domain/policy-diff.ts';
import type { PolicyChange } from '../../../shared/domain/policy-version.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { systemActor } from '../engine/audit-entry.ts';
import type { Decide, Engine } from '../engine/engine-port.ts';
import type { EffectBundle } from '../engine/states.ts';
import type { Stores } from '../store/stores.ts';
import type { Preparation, Tool, ToolOutcome } from '../tools/contract.ts';
import { policyChangeFacts } from '../tools/policy-change/facts.ts';
import { parsePolicy } from './parse.ts';

/**
 * The tool that puts a policy in force, over the engine itself: what it changes is a row beside those that its effect is
 * written to. A crash between that row and the receipt is found by probing, because the row names its effect.
 */
export function createPolicyTool(engine: Engine, stores: Stores): Tool {
  return {
    ...policyChangeFacts,
    async prepare(_target, params) {
      const inForce = stores.workspace.policy();
      const read = readParams(params);
      if (!read.ok) return read;
      const problem = whyNot(read.policy, read.replaces);
      if (problem !== null || inForce === null) return { ok: false, reason: problem ?? 'No policy is in force yet.' };
      const diff = policyDiff(inForce.policy, read.policy);
      return { ok: true, preconditions: { policy_hash: inForce.hash }, diff: [...diff] } satisfies Preparation;
    },
    async execute(envelope, key) {
      const read = readParams(envelope.params as JsonObject);
      if (!read.ok) return { outcome: 'not-applied', reason: read.reason };
      const effect = stores.effects.ofRun(envelope.run).find(({ effectKey }) => effectKey === key);
      const bundle = effect === undefined ? null : stores.effects.bundle(effect.effectId);
      if (bundle === null) return { outcome: 'not-applied', reason: 'There is no decided action with this key.' };
      return engine.transact({ run: envelope.run }, putInForce(read, envelope, bundle), { front: true });
    },
    async probe(envelope, key) {
      const effect = stores.effects.ofRun(envelope.run).find(({ effectKey }) => effectKey === key);
      const put = effect === undefined ? null : stores.workspace.policyOf(effect.effectId);
      if (put === null) return { verdict: 'not-applied' };
      return { verdict: 'applied', summary: summaryOf(put), detail: { policy: put.id, version: put.version } };
    },
  };

  function whyNot(policy: Policy, replaces: string): string | null {
    const inForce = stores.workspace.policy();
    if (inForce !== null && replaces !== inForce.hash)
      return `It was written to take the place of another policy than ${inForce.policy.id} version ${inForce.policy.version}, which is in force now.`;
    return stores.workspace.hasPolicy(policy.id, policy.version)
      ? `Policy ${policy.id} version ${policy.version} was in force already; a policy is never changed under its version.`
      : null;
  }

  function putInForce(
    { policy, hash, replaces }: Extract<ReadParams, { ok: true }>,
    envelope: Envelope,
    bundle: EffectBundle,
  ): Decide<{ run: string }, ToolOutcome> {
    const { effect, approval, grant, decisions } = bundle;
    return ({ run }, env) => {
      const done = {
        outcome: 'done',
        summary: summaryOf(policy),
        detail: { policy: policy.id, version: policy.version, hash },
      } as const;
      if (stores.workspace.policyOf(effect.effectId) !== null) return { ok: true, changes: [], reply: done };
      const problem = whyNot(policy, replaces);
      if (problem !== null) return { ok: true, changes: [], reply: { outcome: 'not-applied', reason: problem } };
      const reviewers = new Set(grant?.reviewers.map(({ personId }) => personId));
      const change: PolicyChange = {
        effectId: effect.effectId,
        runId: effect.runId,
        approvalId: approval?.approvalId ?? null,
        proposedBy: run?.startedBy ?? '',
        decidedBy: decisions
          .filter(({ decision, personId }) => decision === 'approve' && reviewers.has(personId))
          .map(({ personId, printedName }) => ({ personId, printedName })),
        reason: effect.facts.claim,
      };
      return {
        ok: true,
        changes: [
          { put: 'policy', state: { policy, hash, change }, atMs: env.nowMs },
          {
            put: 'audit',
            entry: {
              kind: 'policy.put-in-force',
              actor: systemActor,
              run: effect.runId,
              effect: effect.effectId,
              approval: change.approvalId,
              facts: {
                policy: policy.id,
                policyVersion: policy.version,
                policyHash: hash,
                replaces: envelope.policy.hash,
                proposedBy: change.proposedBy,
                decidedBy: change.decidedBy.map(({ personId }) => personId).join(', '),
              },
            },
          },
          { put: 'notice', reason: 'policy' },
        ],
        reply: done,
      };
    };
  }
}

type ReadParams =
  | { readonly ok: true; readonly policy: Policy; readonly hash: string; readonly replaces: string }
  | { readonly ok: false; readonly reason: string };

/** Malformed: refused with the line it would have in a file, and the first thing that is wrong. */
function readParams(params: JsonObject): ReadParams {
  const { policy, replaces } = params;
  if (typeof replaces !== 'string') return { ok: false, reason: 'It does not say which policy it takes the place of.' };
  const reading = parsePolicy(JSON.stringify(policy ?? null, null, 2));
  if (reading.ok) return { ok: true, policy: reading.policy, hash: reading.hash, replaces };
  const first = reading.problems[0];
  return {
    ok: false,
    reason: `The policy cannot be read, line ${first?.line ?? 1}: ${first?.path ?? ''} ${first?.reason ?? ''}. The one in force stays.`,
  };
}

function summaryOf({ id, version }: { readonly id: string; readonly version: number }): string {
  return `Policy ${id} version ${version} is in force.`;
}
