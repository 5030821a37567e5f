import type { DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { StopScope } from '../../../shared/domain/workspace.ts';
import { mostInList } from '../../../shared/domain/batch.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { decideApproval } from '../approvals/decide.ts';
import { isHeld } from '../approvals/standing.ts';
import { decideEffect } from '../approvals/effect-lifecycle.ts';
import { dutyAtMs } from '../approvals/duty-plan.ts';
import type { ApprovalCommand } from '../approvals/events.ts';
import { isWaiting } from '../approvals/standing.ts';
import { stopCovers } from '../../../shared/domain/stop-scope.ts';
import { createAlarm, type Alarm } from '../engine/alarm.ts';
import type { TransactOptions } from '../engine/engine-port.ts';
import type { EffectBundle, EffectState } from '../engine/states.ts';
import { isUnsaved } from '../store/full-disk.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { advance, type Advance, type Advanced } from './advance.ts';
import type { Broker, BrokerOptions, SeenItem } from './broker-port.ts';
import { createDecisions, type Deciding, type SteppedEffect } from './decisions.ts';
import { stopForAttention } from '../engine/run-decisions.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { createEdits } from './edits.ts';
import { createReconcile } from './reconcile.ts';
import { createProposals } from './proposals.ts';
import { takeUpEffects } from './take-up-effects.ts';
import { ToolThreadLost } from './tool-line.ts';

/** Held effects, and expired approvals, dealt with in one ring of the alarm. */
const mostDue = 2_000;
const mostExpired = 500;
/** How soon what could not be taken back is tried again. */
const againMs = 2_000;

type Taking = [cause: 'withdrawn' | 'stopped', command: Extract<ApprovalCommand, { kind: 'withdraw' | 'recall' }>];

export function createBroker(options: BrokerOptions): Broker {
  const { engine, stores, tools, log } = options;
  let awakeSinceMs = engine.now();
  const dispatcher: Dispatcher = createDispatcher({
    ...options,
    awakeSinceMs: () => Math.max(awakeSinceMs, options.leaptAtMs()),
    step: async (effect, next) => void (await step(effect, next, () => null)),
    async stopRun(runId, error) {
      await engine.transact({ run: runId }, stopForAttention(error));
      options.activations().letGo(runId, null);
      await takeBackOpen(runId, 'its run stopped for attention', ({ compensates }) => compensates === null);
    },
  });
  /** What was due by then is with the dispatcher, which sees to it by itself. */
  let handedUpTo = 0;
  let isRecovering = false;
  let isClosed = false;
  const alarm: Alarm = createAlarm(
    engine,
    () => earliest(stores.effects.nextHoldMs(handedUpTo), stores.effects.nextExpiryMs(), stores.effects.nextDutyMs()),
    async (nowMs) => {
      // While everything is held nothing is handed over; `resume` begins again from the first.
      const due = options.heldBecause() === null && !isRecovering ? stores.effects.due(nowMs, mostDue) : [];
      if (due.length > 0) crashPoint('effect.hold-ended');
      for (const effectId of due) dispatcher.dispatch(effectId);
      if (due.length < mostDue) handedUpTo = nowMs;
      const expired = stores.effects.expired(nowMs, mostExpired);
      // Side by side, so that many share a commit; what has expired reminds nobody any more.
      await Promise.all(expired.map((approvalId) => bySelf(approvalId, { kind: 'expire' })));
      const duties = stores.effects.dutiesDue(nowMs, mostExpired);
      await Promise.all(duties.map((approvalId) => bySelf(approvalId, { kind: 'due' })));
      return expired.length < mostExpired && duties.length < mostExpired ? 'all' : 'more';
    },
  );

  const { decide, decideAll, decideItem } = createDecisions(stores, step);
  const bySelf = (approvalId: string, command: ApprovalCommand): Promise<unknown> =>
    decide(approvalId, null, () => command).catch(() => undefined);
  const restartHold = async (approvalId: string): Promise<void> =>
    void (await decide(approvalId, null, () => ({ kind: 'restart-hold' })));
  const edits = createEdits({ ...options, onOpened: (dueAtMs) => alarm.consider(dueAtMs) });
  const proposals = createProposals({ ...options, onOpened: (dueAtMs) => alarm.consider(dueAtMs) });

  /** One step of an effect, and its run told of it; the answer is what `reply` makes of the effect after it. */
  async function step<R>(
    effect: SteppedEffect,
    request: Omit<Advance, 'isInHost'>,
    reply: (bundle: EffectBundle) => R,
    how: TransactOptions = { front: true },
  ): Promise<R> {
    const activations = options.activations();
    const { runId } = effect;
    const release = stores.runs.load(runId)?.releaseHash ?? '';
    const next = advance({ ...request, isInHost: () => activations.live(runId) !== undefined });
    return activations.during(runId, async () => {
      let advanced: Advanced | undefined;
      const answer = await engine.transact(
        { effect: effect.effectId, run: runId, release },
        (loaded, env) => {
          const outcome = next(loaded, env);
          if (!outcome.ok) return outcome;
          advanced = outcome.reply;
          return { ...outcome, reply: reply(outcome.reply.bundle) };
        },
        how,
      );
      // A repeated command changed nothing.
      if (advanced === undefined) return answer;
      if (advanced.row !== null) activations.resume(runId, advanced.state, [advanced.row]);
      if (advanced.stopped !== null) {
        activations.letGo(runId, null);
        // What a person asked to be undone by itself has no need of the run.
        if (advanced.stopped.status === 'failed')
          await takeBackOpen(runId, 'its run ended early', ({ facts }) => facts.undo?.isAlone !== true);
      }
      const { status, holdUntilMs } = advanced.bundle.effect;
      if (status === 'holding' || status === 'granted') alarm.consider(holdUntilMs ?? engine.now());
      const { approval } = advanced.bundle;
      if (approval !== null && isWaiting(advanced.bundle)) alarm.consider(dutyAtMs(approval));
      if (effect.compensates !== null) options.undoMoved(runId);
      return answer;
    });
  }

  /** The runtime's own step back from an effect that has not been sent. */
  async function takeBack(effect: EffectState, ...[cause, command]: Taking): Promise<void> {
    try {
      const decided: Omit<Advance, 'isInHost'> = {
        by: null,
        decide: (bundle, env) =>
          bundle.approval === null
            ? decideEffect(bundle, { kind: 'refuse', cause, detail: command.reason }, env)
            : decideApproval(bundle, command, env),
      };
      await step(effect, decided, () => null);
    } catch (error) {
      log.warn('an effect could not be taken back', { effectId: effect.effectId, error: String(error) });
      if (isUnsaved(error)) engine.after(againMs, () => void takeBackAgain(effect.effectId, cause, command));
    }
  }

  /** For want of room it was not saved. A start takes back what is left by then. */
  async function takeBackAgain(effectId: string, ...[cause, command]: Taking): Promise<void> {
    const effect = stores.effects.bundle(effectId)?.effect;
    if (!isClosed && effect !== undefined && isUnsent(effect)) await takeBack(effect, cause, command);
  }

  async function takeBackOpen(runId: string, reason: string, isMeant: (effect: EffectState) => boolean): Promise<void> {
    const open = stores.effects.ofRun(runId).filter(isUnsent).filter(isMeant);
    await Promise.all(open.map((effect) => takeBack(effect, 'withdrawn', { kind: 'withdraw', by: null, reason })));
  }

  async function decideSeen(
    kind: 'approve' | 'reject' | 'respond',
    items: readonly SeenItem[],
    by: Deciding,
    reason: string,
  ): Promise<DecisionOutcome[]> {
    if (items.length > mostInList)
      throw new LanekeeperError(
        'too-large',
        `${items.length.toLocaleString('en')} were named, and ${mostInList} may be decided without a preview. Nothing was decided.`,
        { hint: 'Preview them as a batch: mark them in the inbox, or `lanekeeper approvals batch`.' },
      );
    const ids = items.map(({ approvalId }) => approvalId);
    const among = items.length;
    return decideAll(ids, by, (index) => ({ kind, by: by.person, reason, among, ...seen(items[index]) }));
  }

  return {
    propose: proposals.add,
    approve: (items, by, reason) => decideSeen('approve', items, by, reason),
    reject: (items, by, reason) => decideSeen('reject', items, by, reason),
    respond: (items, by, answer) => decideSeen('respond', items, by, answer),
    previewEdit: edits.preview,
    edit: edits.edit,
    perform: (items, by, command) =>
      decideAll(
        items.map(({ approvalId }) => approvalId),
        by,
        (index) => command(seen(items[index])),
      ),
    undo: (approvalIds, by) =>
      decideAll(approvalIds, by, () => ({ kind: 'undo', by: by.person, reason: 'taken back while it was held' })),
    decideItem,
    withdraw(runId, prefix, reason) {
      const run = stores.runs.load(runId);
      // A repeated command finds the work of a later one: what a run that goes on asks for is its own.
      const isOver = run === null || run.finishedAtMs !== null || run.cancelRequested || run.status === 'compensating';
      return takeBackOpen(runId, reason, ({ path, compensates, lineageId, facts }) => {
        if (facts.undo?.isAlone === true) return false;
        // What its run did is being undone: that goes on.
        if (compensates !== null && run?.status === 'compensating') return false;
        if (lineageId !== run?.lineageId) return true;
        return prefix === null ? isOver : path.startsWith(`${prefix}/`);
      });
    },
    async recall(scope, reason) {
      const meant = stores.effects.open().filter((effect) => inScope(effect, scope));
      const open = meant.filter((effect) => effect.status !== 'dispatched');
      const keys = scope.kind === 'all' ? null : meant.map((effect) => effect.effectKey);
      const { inFlight } = await tools.ask('recalled', { kind: 'recall', keys }).catch((error: unknown) => {
        // A thread that has ended starts nothing any more.
        if (error instanceof ToolThreadLost) return { inFlight: [] };
        throw error;
      });
      await Promise.all(open.map((effect) => takeBack(effect, 'stopped', { kind: 'recall', reason })));
      return { held: open.length, inFlight: inFlight.length };
    },
    async takeBackGranted(effectId, reason) {
      const found = stores.effects.bundle(effectId);
      if (found !== null && isHeld(found)) await takeBack(found.effect, 'stopped', { kind: 'recall', reason });
    },
    reconcile: createReconcile({ ...options, step, dispatcher }),
    awaitRecovery() {
      isRecovering = true;
    },
    async recover() {
      isRecovering = true;
      const found = await takeUpEffects({
        stores,
        log,
        withdraw: (effect, reason) => takeBack(effect, 'withdrawn', { kind: 'withdraw', by: null, reason }),
        settle: dispatcher.settleLeft,
        restartHold,
      });
      isRecovering = false;
      handedUpTo = 0;
      alarm.rearm();
      return found;
    },
    async awake() {
      awakeSinceMs = engine.now();
      const held = stores.effects.open().filter(({ status }) => status === 'holding');
      // What is not begun again now is at its turn: nothing passes the execution check before a full window.
      const begunAgain = held.map(async ({ approvalId }) => {
        if (approvalId !== null) await restartHold(approvalId).catch(() => undefined);
      });
      await Promise.all(begunAgain);
    },
    dispatch: dispatcher.dispatch,
    async markUndone(done, by) {
      const receipt = by.receipt ?? { summary: 'Undone', detail: {}, atMs: engine.now() };
      const decided: Omit<Advance, 'isInHost'> = {
        by: null,
        decide: (found, env) => decideEffect(found, { kind: 'compensated', receipt }, env),
      };
      await step(done, decided, () => null);
    },
    rearm() {
      alarm.rearm();
      proposals.resume();
    },
    resume() {
      handedUpTo = 0;
      dispatcher.resume();
      alarm.rearm();
    },
    close() {
      isClosed = true;
      alarm.close();
      dispatcher.close();
    },
  };

  function inScope(effect: EffectState, scope: StopScope): boolean {
    const agentId = stores.runs.load(effect.runId)?.agentId ?? '';
    return stopCovers(scope, { agentId, toolId: effect.toolId, effectClass: effect.facts.effectClass });
  }
}

function isUnsent({ status }: EffectState): boolean {
  return status === 'waiting-decision' || status === 'granted' || status === 'holding';
}

function seen(item: SeenItem | undefined): Omit<SeenItem, 'approvalId'> {
  return { envelopeHash: item?.envelopeHash ?? '', version: item?.version ?? -1, looked: item?.looked };
}

function earliest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
