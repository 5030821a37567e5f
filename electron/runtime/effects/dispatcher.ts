import type { RunError } from '../../../shared/domain/run.ts';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { checkExecution, type ExecutionVerdict } from '../approvals/execution-check.ts';
import type { BudgetStop } from '../../../shared/domain/budget.ts';
import { stopSentence } from '../budgets/stop-words.ts';
import { toolCallStop } from '../budgets/reserve-call.ts';
import { decideApproval } from '../approvals/decide.ts';
import { decideEffect } from '../approvals/effect-lifecycle.ts';
import { ownOf } from '../approvals/four-eyes.ts';
import { identityIn } from '../approvals/identity.ts';
import { openEnvelope } from '../approvals/envelope.ts';
import { stopCovers } from '../../../shared/domain/stop-scope.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { EffectBundle, EffectState } from '../engine/states.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { grantWorldOf } from '../grants/grant-world.ts';
import { refusedAtExecution } from '../grants/refused-at-execution.ts';
import type { Logger } from '../ports.ts';
import type { SecretCall } from '../secrets/secrets-for.ts';
import type { Stores } from '../store/stores.ts';
import type { Preparation, ToolContext, ToolOutcome } from '../tools/contract.ts';
import { toolRegistry } from '../tools/registry.ts';
import { pausedBecause } from '../verbs/paused.ts';
import type { Advance } from './advance.ts';
import { isLeftOver } from './ended-run.ts';
import { createEffectEnds } from './effect-ends.ts';
import { paramsOf } from './params-of.ts';
import { createPerform } from './perform.ts';
import { stopOverLook } from './stopped-look.ts';
import type { ToolLine } from './tool-line.ts';
import { toolNow } from './tool-now.ts';

/** Effects on their way to the tool thread at the same time. */
const mostUnderWay = 16;
/** How soon an item that may not run just now is looked at again. */
const lookAgainMs = 2_000;

/** Fields whose difference leaves the action as it was, and takes back only that it was approved. */
const undoesApproval: ReadonlySet<string> = new Set(['grant.expires', 'grant.standing', 'stop']);

export interface DispatcherOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly tools: ToolLine;
  readonly log: Logger;
  /** When this runtime started, or the computer last woke up. */
  readonly awakeSinceMs: () => number;
  /** Why effects are held as a whole; null when they are not. */
  readonly heldBecause: () => string | null;
  /** The stop a file in the workspace stands for; null without one. */
  readonly fileStop: () => Stop | null;
  readonly secretsFor: (calls: readonly SecretCall[]) => Promise<Readonly<Record<string, string>>>;
  /** A run whose action is tried in vain is left to a person. */
  readonly stopRun: (runId: string, error: RunError) => Promise<void>;
  readonly step: (effect: EffectState, step: Omit<Advance, 'isInHost'>) => Promise<void>;
}

export interface Dispatcher {
  /** Runs an effect whose time has come, if everything is still as it was decided. */
  dispatch(effectId: string): void;
  /** After a start: an intent without a receipt is probed, repeated with its key, or becomes unknown; tried until it is. */
  settleLeft(effect: EffectState): Promise<void>;
  toolContext(effect: EffectState): Promise<ToolContext>;
  /** Nothing is held as a whole any more: what was in doubt meanwhile is settled. */
  resume(): void;
  close(): void;
}

/** The only way from a grant to the tool thread. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { engine, stores, tools, log } = options;
  const queue: string[] = [];
  const known = new Set<string>();
  /** Asked for while they were under way: what they were put off for may have passed since they looked. */
  const askedAgain = new Set<string>();
  let underWay = 0;
  const life = { closed: false };
  const perform = createPerform(stores, tools);
  const ends = createEffectEnds({ ...options, perform, toolContext, stopsNow, isClosed: () => life.closed });

  function dispatch(effectId: string): void {
    if (life.closed || options.heldBecause() !== null) return;
    if (known.has(effectId)) return void askedAgain.add(effectId);
    known.add(effectId);
    queue.push(effectId);
    pump();
  }

  function pump(): void {
    while (!life.closed && underWay < mostUnderWay) {
      const effectId = queue.shift();
      if (effectId === undefined) return;
      underWay += 1;
      void run(effectId)
        .catch((error: unknown) => {
          log.warn('an effect could not be dispatched', { effectId, error: String(error) });
          return 'again' as const;
        })
        .then((end) => {
          underWay -= 1;
          known.delete(effectId);
          if (askedAgain.delete(effectId)) dispatch(effectId);
          else if (end === 'again' && !life.closed) engine.after(lookAgainMs, () => dispatch(effectId));
          pump();
        });
    }
  }

  async function run(effectId: string): Promise<'ended' | 'again'> {
    if (options.heldBecause() !== null) return 'ended';
    const bundle = stores.effects.bundle(effectId);
    // It broke off after its intent was written.
    if (bundle?.effect.status === 'dispatched') {
      await ends.settleInDoubt(bundle.effect);
      return 'ended';
    }
    if (bundle === null || (bundle.effect.status !== 'granted' && bundle.effect.status !== 'holding')) return 'ended';
    const isUndo = bundle.effect.compensates !== null;
    const isAlone = bundle.effect.facts.undo?.isAlone === true;
    // Newest first: it is dispatched again when its turn has come.
    if (isUndo && !stores.effects.isUndoTurn(bundle.effect)) return 'ended';
    const opened = openEnvelope(bundle.effect.envelope, bundle.effect.envelopeHash);
    const readAtMs = engine.now();
    // What a compensation starts from is looked at by its tool, in one go with the undoing.
    const prepared: Preparation | null = isUndo
      ? { ok: true, preconditions: {}, diff: [] }
      : opened.ok
        ? await prepare(bundle.effect, opened.envelope)
        : null;
    crashPoint('effect.before-intent');
    let verdict: ExecutionVerdict | null = null;
    let isSandbox = false;
    let stop: BudgetStop | null = null;
    await options.step(bundle.effect, {
      by: null,
      budgetStop: () => (verdict?.ok === false && verdict.field === 'budget' ? stop : null),
      decide: (current, env, loaded) => {
        // What undoes something is never held back for want of a budget, and a sandbox calls no tool.
        const isCounted = loaded.run !== null && !isUndo && !loaded.run.sandbox;
        stop = isCounted ? toolCallStop(loaded.run, current.effect, loaded.spending) : null;
        verdict = checkExecution(current, {
          nowMs: env.nowMs,
          awakeSinceMs: options.awakeSinceMs(),
          run: {
            runId: loaded.run?.runId ?? '',
            // One that was asked for by itself outlives the lineage it was asked for in.
            lineageId: (isAlone ? current.effect.lineageId : loaded.run?.lineageId) ?? '',
            releaseHash: loaded.run?.releaseHash ?? '',
            cancelRequested: !isUndo && (loaded.run?.cancelRequested ?? true),
            hasEnded: isLeftOver(current.effect, loaded.run),
          },
          pausedBecause: loaded.run === null ? null : pausedBecause(loaded.run, loaded.agentPauses),
          policy: { id: loaded.policy.policy.id, version: loaded.policy.policy.version, hash: loaded.policy.hash },
          tool: toolNow(current.effect, loaded.settings),
          stops: withFile(loaded.stops),
          roleOf: (personId) => loaded.person(personId)?.role ?? null,
          identityOf: identityIn(env),
          ownOf: ownOf(env),
          standingRefusal: (standing, envelope) =>
            refusedAtExecution(
              current,
              envelope,
              standing,
              loaded.grants,
              grantWorldOf({ agentId: envelope.agent.id, toolId: current.effect.toolId }, loaded, env),
            ),
          prepared: prepared?.ok === true ? { preconditions: prepared.preconditions, readAtMs } : null,
          budget: stop === null ? { allowed: true, reason: '' } : { allowed: false, reason: stopSentence(stop) },
          auditWritable: true,
          heldBecause: options.heldBecause(),
        });
        isSandbox = loaded.run?.sandbox === true;
        if (verdict.ok) return decideEffect(current, { kind: isSandbox ? 'simulate' : 'dispatch' }, env);
        // Asleep it could be taken back by nobody: the window is opened again, for all to see.
        if (verdict.field === 'awake' && current.approval !== null)
          return decideApproval(current, { kind: 'restart-hold' }, env);
        if (verdict.cause === null) return { ok: true, events: [] };
        // A dead grant, of either kind, and a stop undo the approval, not the action: it waits for a decision again (A17, A19).
        if (undoesApproval.has(verdict.field) && current.approval !== null)
          return decideApproval(current, { kind: 'recall', reason: verdict.reason }, env);
        const why = verdict.field === 'preconditions' && prepared?.ok === false ? prepared.reason : verdict.reason;
        return decideEffect(current, { kind: 'refuse', cause: verdict.cause, detail: why, field: verdict.field }, env);
      },
    });
    const checked = verdict as ExecutionVerdict | null;
    if (checked === null) return 'ended';
    if (!checked.ok) return checked.cause === null && !isSeenToElsewhere(checked.field, bundle) ? 'again' : 'ended';
    if (isSandbox) return 'ended';
    crashPoint('effect.after-intent');
    await execute(bundle.effect, checked.envelope);
    return 'ended';
  }

  /** A paused one, or one whose run stands at a budget, is dispatched again by whoever resumes it, one whose window was begun again by the alarm. */
  function isSeenToElsewhere(field: string, { approval }: EffectBundle): boolean {
    return field === 'paused' || field === 'budget' || (field === 'awake' && approval !== null);
  }

  async function toolContext(effect: EffectState): Promise<ToolContext> {
    const secrets = await options.secretsFor([{ toolId: effect.toolId, params: paramsOf(effect) }]);
    return { settings: stores.workspace.settings(), secrets, nowMs: engine.now() };
  }

  async function prepare(effect: EffectState, envelope: Envelope): Promise<Preparation | null> {
    if (!toolRegistry.has(effect.toolId)) return null;
    const look = { agentId: envelope.agent.id, toolId: effect.toolId, params: envelope.params as JsonObject };
    // The execution check says so, and gives the item back.
    if (stopOverLook(options, look) !== null) return null;
    const reply = await tools.ask('prepared', {
      kind: 'prepare',
      items: [{ toolId: effect.toolId, target: envelope.target, params: envelope.params as JsonObject }],
      context: await toolContext(effect),
    });
    return reply.results[0] ?? null;
  }

  /** The intent is committed. What happens here is told by the receipt, or found out by probing after a crash. */
  async function execute(effect: EffectState, envelope: Envelope): Promise<void> {
    const context = await toolContext(effect);
    const outcome: ToolOutcome = stopsNow(effect, envelope)
      ? { outcome: 'not-applied', reason: 'An emergency stop was engaged before the tool started; nothing was sent.' }
      : await perform.run(effect, envelope, context).catch((error: unknown): ToolOutcome => ({
          outcome: 'unknown',
          reason: `The tool thread ended while it ran: ${String(error)}`,
        }));
    crashPoint('effect.before-receipt');
    if (outcome.outcome === 'unknown') return ends.settleInDoubt(effect);
    await ends.settle(effect, outcome);
    crashPoint('effect.after-receipt');
  }

  /** Checked once more immediately before the tool starts (A19). */
  function stopsNow(effect: EffectState, envelope: Envelope): boolean {
    const action = { agentId: envelope.agent.id, toolId: effect.toolId, effectClass: effect.facts.effectClass };
    return withFile(stores.workspace.stops()).some(({ scope }) => stopCovers(scope, action));
  }

  /** Looked for each time, so that nothing is sent between the file's coming and its being engaged. */
  function withFile(stops: readonly Stop[]): readonly Stop[] {
    const file = options.fileStop();
    return file === null ? stops : [...stops, file];
  }

  return {
    dispatch,
    settleLeft: ends.settleLeft,
    resume: ends.resume,
    toolContext,
    close() {
      life.closed = true;
    },
  };
}
