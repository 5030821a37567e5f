import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { dutiesAtFirst } from '../approvals/duty-plan.ts';
import { fingerprintOf } from '../approvals/fingerprint.ts';
import { riskOf } from '../approvals/risk.ts';
import type { Env } from '../engine/engine-port.ts';
import type { ApprovalState, EffectBundle, EffectState, RunState } from '../engine/states.ts';
import type { PolicyVerdict } from '../policies/evaluate.ts';
import { keptFacts } from '../policies/kept-facts.ts';
import type { ToolFacts } from '../tools/contract.ts';
import { toolSchemaHash } from '../tools/schema-hash.ts';
import { effectKey } from './effect-key.ts';
import type { OpenEffect } from './open-effect.ts';
import { describeUnknown } from './unknown-tool.ts';

/** The exact action a person decides on. */
export function envelopeOf(
  request: OpenEffect,
  facts: ToolFacts | null,
  verdict: PolicyVerdict,
  run: RunState,
  policy: { policyId: string; policyVersion: number; policyHash: string },
  env: Env,
): Envelope {
  return {
    tool: {
      id: request.proposal.tool,
      version: facts?.version ?? 'unknown',
      schemaHash: facts === null ? '' : toolSchemaHash(facts.schema),
    },
    target: request.proposal.target,
    params: request.proposal.params,
    preconditions: request.preparation.ok ? request.preparation.preconditions : {},
    agent: { id: run.agentId, release: run.releaseHash },
    run: run.runId,
    step: request.path,
    lineage: run.lineageId,
    generation: request.inPlaceOf?.generation ?? 1,
    policy: { id: policy.policyId, version: policy.policyVersion, hash: policy.policyHash },
    tier: verdict.tier,
    ...(verdict.approvers === undefined ? {} : { approvers: verdict.approvers }),
    nonce: env.nonce(),
    createdAtMs: env.nowMs,
    expiresAtMs: env.nowMs + verdict.expiresAfterMs,
  };
}

/** The rows of an effect that was just proposed, with the approval its tier asks for. */
export function bundleOf(
  request: OpenEffect,
  facts: ToolFacts | null,
  verdict: PolicyVerdict,
  run: RunState,
  sealed: {
    bytes: string;
    hash: string;
    uninspectable: readonly string[];
    expiresAtMs: number;
    settings: Pick<Settings, 'escalation' | 'reminders'>;
  },
  env: Env,
): EffectBundle {
  const { proposal, preparation } = request;
  const said = facts?.describe(proposal.target, proposal.params) ?? describeUnknown(proposal.tool, proposal.target);
  const title = run.sandbox ? `Sandbox: ${said.title}` : said.title;
  const isGated = verdict.tier === 'gate' || verdict.tier === 'gate-two';
  const generation = request.inPlaceOf?.generation ?? 1;
  const effectId = env.uuid();
  const approvalId = isGated ? env.uuid() : null;
  const effect: EffectState = {
    effectId,
    runId: run.runId,
    lineageId: run.lineageId,
    path: request.path,
    generation,
    toolId: proposal.tool,
    effectKey: effectKey(env.instanceId, { lineageId: run.lineageId, path: request.path, generation }),
    compensates: null,
    supersedes: request.inPlaceOf?.effectId ?? null,
    actionKey: proposal.key ?? null,
    status: isGated ? 'waiting-decision' : 'proposed',
    cause: null,
    causeDetail: null,
    tier: verdict.tier,
    title,
    verb: said.verb,
    envelope: sealed.bytes,
    envelopeHash: sealed.hash,
    facts: {
      argsHash: request.argsHash,
      effectClass: verdict.effectClass,
      external: facts?.external ?? true,
      leaves: facts?.leavesMachine ?? facts?.external ?? true,
      conditionalWrite: facts?.conditionalWrite ?? false,
      canCompensate: facts?.canCompensate ?? false,
      systems: said.systems,
      records: said.records,
      people: said.people,
      money: said.money,
      diff: preparation.ok ? preparation.diff : [],
      readAtMs: request.readAtMs,
      evidence: proposal.evidence,
      claim: proposal.claim,
      why: {
        rule: verdict.rule,
        raisedBy: verdict.raisedBy,
        sentence: verdict.sentence,
        matched: verdict.matched,
        automaticIf: verdict.automaticIf,
      },
      uninspectable: sealed.uninspectable,
      judged: keptFacts(verdict.facts),
      tainted: proposal.tainted,
      ...(request.inPlaceOf?.edit === undefined ? {} : { edit: request.inPlaceOf.edit }),
    },
    approvalId,
    holdMs: verdict.holdMs,
    holdUntilMs: null,
    dispatches: 0,
    intentAtMs: null,
    receipt: null,
    createdAtMs: env.nowMs,
    changedAtMs: env.nowMs,
  };
  const approval: ApprovalState | null =
    approvalId === null
      ? null
      : {
          approvalId,
          effectId,
          runId: run.runId,
          agentId: run.agentId,
          toolId: proposal.tool,
          tier: verdict.tier,
          status: 'pending',
          version: 1,
          envelopeHash: sealed.hash,
          title,
          fingerprint: fingerprintOf({
            toolId: proposal.tool,
            params: proposal.params,
            rule: verdict.rule,
            tier: verdict.tier,
            systems: said.systems,
          }),
          createdAtMs: env.nowMs,
          expiresAtMs: sealed.expiresAtMs,
          holdUntilMs: null,
          decidedBy: null,
          decidedAtMs: null,
          sample: run.sample,
          money: said.money,
          ...riskOf(effect),
          ...dutiesAtFirst(verdict, { nowMs: env.nowMs, expiresAtMs: sealed.expiresAtMs }, sealed.settings),
        };
  return { effect, approval, grant: null, decisions: [] };
}
