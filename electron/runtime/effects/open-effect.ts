import type { Settings } from '../../../shared/domain/workspace.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { dutyAtMs } from '../approvals/duty-plan.ts';
import { sealEnvelope } from '../approvals/envelope.ts';
import { evolveAll } from '../approvals/evolve.ts';
import { decideEffect } from '../approvals/effect-lifecycle.ts';

import type { AuditActor } from '../audit/kinds.ts';
import type { Change, Decide, Env, Loaded, Outcome } from '../engine/engine-port.ts';
import { decideByGrant, type JustOpened } from '../grants/decide-by-grant.ts';
import { choosesByInput } from '../policies/facts.ts';
import { appendRecord, journalFull } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { EditFacts } from '../engine/effect-states.ts';
import type { EffectBundle, JournalRow, RunState } from '../engine/states.ts';
import { proposalFault } from '../hosts/proposal-form.ts';
import type { HostProposal } from '../hosts/protocol.ts';
import type { PolicyVerdict } from '../policies/evaluate.ts';
import { judgeAction } from './judge-action.ts';
import { bundleOf, envelopeOf } from './new-effect.ts';
import { wrongTarget } from '../tools/aimed-at.ts';
import { toolFactsUnder } from '../tools/registry.ts';
import type { Preparation, ToolFacts } from '../tools/contract.ts';
import type { EffectKeys } from './advance.ts';
import { bundleChanges } from './effect-changes.ts';
import { earlierOf, replaceEarlier, type Earlier, type Replaced } from './propose-anew.ts';

export interface OpenEffect {
  readonly activation: number;
  readonly path: string;
  readonly argsHash: string;
  readonly proposal: HostProposal;
  /** Null when no tool of that id is known: held at the top tier (A1). */
  readonly tool: ToolFacts | null;
  readonly preparation: Preparation;
  readonly readAtMs: number;
  /** The agent never had this tool do anything here. */
  readonly firstTime: boolean;
  readonly inPlaceOf?: InPlaceOf;
}

/** The action it takes the place of, and the generation it is of its own step. */
export interface InPlaceOf {
  readonly effectId: string;
  readonly generation: number;
  /** A person wrote it; absent: its agent proposes anew. */
  readonly edit?: EditFacts;
}

export interface OpenedEffect {
  readonly rows: readonly JournalRow[];
  readonly state: RunState;
  /** Set when it may run without a person. */
  readonly runNow: string | null;
  /** When something of it is due by itself: a reminder, its expiry. */
  readonly dueAtMs: number | null;
}

/**
 * Turns a proposal into an envelope, judges it, and opens the approval it needs, or has a standing grant decide on it; all
 * in one transaction. `heldBecause`: why effects are held as a whole; null when they are not.
 */
export function openEffect(request: OpenEffect, heldBecause: string | null): Decide<EffectKeys, OpenedEffect> {
  return (loaded, env) => {
    const { run, release, policy, settings } = loaded;
    if (run === null || release === null || run.activation !== request.activation || run.finishedAtMs !== null)
      return refuse('wrong-state', 'This activation of the run is over.');
    const full = journalFull(run);
    if (full !== null) return { ok: false, error: full };
    const { proposal, preparation } = request;
    const waited = {
      path: request.path,
      kind: 'effect' as const,
      name: proposal.tool,
      argsHash: request.argsHash,
      attempt: 1,
    };
    const close = (reason: string, told: object = { outcome: 'failed' }): Outcome<OpenedEffect> => {
      const result = JSON.stringify({ ...told, reason });
      const ended = { ...waited, phase: 'done', result, error: null, durationMs: null, dueAtMs: null } as const;
      const { row, state, changes } = appendRecord(run, env, ended);
      return { ok: true, changes, reply: { rows: [row], state, runNow: null, dueAtMs: null } };
    };
    if (run.cancelRequested) return close('The run is being cancelled, so nothing was proposed.');
    const fault = proposalFault(proposal);
    if (fault !== null) return close(`Nothing was proposed: ${fault}`);
    if (!release.manifest.tools.includes(proposal.tool))
      return close(`The agent's manifest does not name the tool ${proposal.tool}, so nothing was proposed.`);
    const aside = wrongTarget(request.tool, proposal);
    if (aside !== null) return close(`Nothing was proposed: ${aside}`, { outcome: 'failed', code: 'target-differs' });
    if (!preparation.ok) {
      const { code } = preparation;
      return close(preparation.reason, { outcome: 'failed', ...(code === undefined ? {} : { code }) });
    }
    const earlier = earlierOf(loaded.effect);
    if (earlier.kind === 'moved') return refuse('stale', 'The action of the same key has moved on meanwhile.');
    if (earlier.kind === 'sent') return close(earlier.reason, { outcome: 'refused', cause: 'superseded' });

    const facts = request.tool === null ? null : factsOf(request.tool, settings, request);
    const { firstTime } = request;
    const verdict = judgeAction({ ...proposal, facts, firstTime }, { ...loaded, run, release }, env);
    const proposed = earlier.kind === 'none' ? request : { ...request, inPlaceOf: inPlaceOf(earlier) };
    const envelope = envelopeOf(
      proposed,
      facts,
      verdict,
      run,
      { policyId: policy.policy.id, policyVersion: policy.policy.version, policyHash: policy.hash },
      env,
    );
    const sealing = sealEnvelope(envelope);
    if (!sealing.ok) return close(sealing.reason);
    const opened = bundleOf(
      proposed,
      facts,
      verdict,
      run,
      { ...sealing.sealed, expiresAtMs: envelope.expiresAtMs, settings },
      env,
    );
    const isChosenByInput = choosesByInput(proposal.tainted);
    const around = { verdict, isChosenByInput, heldBecause, loaded, env };
    if (earlier.kind !== 'replaced') return write(opened, around, { changes: [], rows: [], run }, waited);
    const replaced = replaceEarlier(earlier.bundle, opened.effect, run, loaded, env);
    return replaced.ok ? write(opened, around, replaced, waited) : replaced;
  };
}

/** A tool's facts for one action; whether it writes conditionally may hang on what it has just read. */
function factsOf(tool: ToolFacts, settings: Settings, { proposal, preparation }: OpenEffect): ToolFacts {
  const facts = toolFactsUnder(tool, settings, proposal.params);
  const conditionalWrite = preparation.ok ? preparation.conditionalWrite : undefined;
  return conditionalWrite === undefined ? facts : { ...facts, conditionalWrite };
}

export type Opening =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly settled: EffectBundle }
  | { readonly ok: false; readonly error: WireError };

/** The rows and audit events an effect that was just proposed is written as; its run is for the caller to write. */
export function openingOf(
  opened: EffectBundle,
  verdict: PolicyVerdict,
  run: RunState,
  env: Env,
  actor: AuditActor,
): Opening {
  const { effect, approval } = opened;
  const base = {
    actor,
    run: run.runId,
    step: effect.path,
    effect: effect.effectId,
    approval: effect.approvalId,
  };
  const envelope = JSON.parse(effect.envelope) as Envelope;
  const changes: Change[] = [
    { put: 'effect', before: null, state: effect },
    {
      put: 'audit',
      entry: {
        ...base,
        kind: 'policy.verdict',
        facts: {
          tool: effect.toolId,
          tier: verdict.tier,
          rule: verdict.rule,
          policy: envelope.policy.id,
          policyVersion: envelope.policy.version,
          policyHash: envelope.policy.hash,
          envelope: effect.envelopeHash,
        },
      },
    },
  ];
  let settled = opened;
  if (approval !== null) {
    changes.push(
      { put: 'approval', before: null, state: approval },
      {
        put: 'audit',
        entry: {
          ...base,
          kind: 'approval.opened',
          facts: {
            tool: effect.toolId,
            tier: approval.tier,
            envelope: effect.envelopeHash,
            title: approval.title,
            expiresAtMs: approval.expiresAtMs,
          },
        },
      },
      {
        put: 'search',
        kind: 'approval',
        id: approval.approvalId,
        runId: run.runId,
        label: approval.title,
        body: `${effect.toolId} ${effect.facts.claim}`,
        atMs: env.nowMs,
      },
    );
  } else {
    const command =
      verdict.tier === 'deny'
        ? ({ kind: 'refuse', cause: 'rejected', detail: verdict.sentence } as const)
        : ({ kind: 'allow' } as const);
    const decided = decideEffect(opened, command, {
      nowMs: env.nowMs,
      decisionId: env.uuid(),
      grantId: env.uuid(),
      startedBy: run.startedBy,
      askedBy: null,
      releaseAuthor: null,
      policyAuthor: null,
      // Allowing is no approval; the execution check looks at the stops before anything leaves.
      stops: [],
    });
    if (!decided.ok) return { ok: false, error: { code: decided.code, message: decided.message } };
    settled = evolveAll(opened, decided.events, env.nowMs);
    changes.push(...bundleChanges(opened, settled, decided.events, actor, null));
  }
  return { ok: true, changes, settled };
}

function inPlaceOf(earlier: Extract<Earlier, { kind: 'replaced' | 'let-go' }>): InPlaceOf {
  return { effectId: earlier.kind === 'let-go' ? earlier.effectId : earlier.bundle.effect.effectId, generation: 1 };
}

interface Around extends Pick<JustOpened, 'isChosenByInput' | 'heldBecause'> {
  readonly verdict: PolicyVerdict;
  readonly loaded: Loaded<EffectKeys>;
  readonly env: Env;
}

function write(
  opened: EffectBundle,
  { verdict, loaded, env, ...request }: Around,
  replaced: Pick<Extract<Replaced, { ok: true }>, 'changes' | 'rows' | 'run'>,
  waited: Pick<JournalRow, 'path' | 'kind' | 'name' | 'argsHash' | 'attempt'>,
): Outcome<OpenedEffect> {
  const { run } = replaced;
  const opening = openingOf(opened, verdict, run, env, { kind: 'agent', id: run.agentId });
  if (!opening.ok) return opening;
  const standing = decideByGrant({ ...request, bundle: opening.settled, run }, loaded, env);
  const { bundle: settled } = standing;
  const { effect, approval } = settled;
  const changes: Change[] = [...replaced.changes, ...opening.changes, ...standing.changes];
  const isDenied = settled.effect.status === 'refused';
  const record = {
    ...waited,
    phase: isDenied ? 'done' : 'waiting',
    result: isDenied ? JSON.stringify({ outcome: 'refused', cause: 'rejected', reason: verdict.sentence }) : null,
    error: null,
    durationMs: null,
    dueAtMs: null,
  } as const;
  const counted = { kind: 'effect-opened', waitsForDecision: approval?.status === 'pending' } as const;
  const { row, state, changes: appended } = appendRecord(run, env, record, [counted]);
  changes.push(...appended);
  return {
    ok: true,
    changes,
    reply: {
      rows: [...replaced.rows, row],
      state,
      runNow: settled.effect.status === 'granted' || settled.effect.status === 'holding' ? effect.effectId : null,
      dueAtMs: approval === null ? null : Math.min(approval.expiresAtMs, dutyAtMs(approval) ?? approval.expiresAtMs),
    },
  };
}
