import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { Pause, RunSummary } from '../../../shared/domain/run.ts';
import type { Broker } from '../effects/broker-port.ts';
import { acting, type Acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { settleLetter } from '../queues/letter-end.ts';
import type { Decide, Engine, Outcome, TransactOptions } from '../engine/engine-port.ts';
import type { Ids } from '../ports.ts';
import type { RunState } from '../engine/states.ts';
import { takeOut } from '../releases/release-commands.ts';
import type { Stores } from '../store/stores.ts';
import { canCancel, canKill } from './allowed.ts';
import { cancelRun, killRun } from './end-run.ts';
import { effectsOfOrigins } from './fork-origins.ts';
import { pauseAgent, pauseRun, resumeAgent, resumeRun } from './pause.ts';
import { undoEffect } from './undo-effect.ts';
import { rollBackRun } from './undo-run.ts';
import { extendRun, forkRun, restartRun, type RestartRequest, type RestartRows } from './restart-run.ts';

/** How long the step of a killed run may take to let go before its host is ended. */
const killGraceMs = 5_000;

export interface VerbWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Activations;
  readonly broker: Broker;
  readonly ids: Ids;
}

/**
 * The verbs of runs and agents. Each is final with its transaction; what follows it here (a host told to leave, effects
 * taken back, the queue) is done again from the rows at the next start when the process dies in between.
 */
export function createRunCommands(world: VerbWorld): Readonly<Record<string, Handler>> {
  const { engine, stores, activations, broker, ids } = world;
  const rows: RestartRows = {
    world: (run) => ({
      lineageId: run.lineageId,
      journal: stores.journal.lineage(run.runId, run.lineageId),
      effects: stores.effects.ofRun(run.runId),
      origins: effectsOfOrigins(run, stores.runs.load, stores.effects.ofRun),
    }),
    artifacts: stores.workspace.artifactsOf,
  };

  async function cancel(
    input: Pick<MethodArguments<'run.cancel'>, 'runId' | 'undo' | 'reason'>,
    person: Person | 'deadline' | 'parent',
    options: TransactOptions,
  ): Promise<RunSummary> {
    const { runId } = input;
    const liveActivation = (): number | undefined => activations.live(runId)?.activation;
    const decide = cancelRun(person, input, liveActivation, stores.effects.ofRun);
    const summary = await engine.transact({ run: runId }, decide, options);
    activations.abort(runId, 'the run was cancelled');
    activations.letGo(runId, null);
    await broker.withdraw(runId, null, 'its run was cancelled');
    return summary;
  }

  async function kill(
    runId: string,
    decide: ReturnType<typeof killRun>,
    options: TransactOptions,
  ): Promise<RunSummary> {
    const summary = await engine.transact({ run: runId }, decide, options);
    activations.letGo(runId, killGraceMs);
    await broker.withdraw(runId, null, 'its run was killed');
    return summary;
  }

  async function restart(
    input: Pick<MethodArguments<'run.retry'>, 'runId' | 'path' | 'version' | 'reason'>,
    verb: 'retry' | 'rewind',
    call: Acting,
    within: (decide: Decide<{ run: string }, RunSummary>) => Decide<{ run: string }, RunSummary> = (decide) => decide,
  ): Promise<RunSummary> {
    const { runId, path, version, reason } = input;
    const request: RestartRequest = { by: acting(call), verb, path, version, reason };
    const summary = await engine.transact({ run: runId }, within(restartRun(request, rows)), call.options);
    activations.letGo(runId, null);
    await broker.withdraw(runId, null, 'its run was begun again');
    // It may have ended where it waited, and wait in another queue now.
    activations.moved(runId);
    return summary;
  }

  return {
    'run.cancel': (input: MethodArguments<'run.cancel'>, call) => cancel(input, acting(call), call.options),
    /** The runtime's own, at a deadline. */
    'run.passDeadline': ({ runId }: { readonly runId: string }) =>
      cancel({ runId, undo: true, reason: 'its deadline passed' }, 'deadline', {}),
    /** The runtime's own, when a parent has ended; a child that ended meanwhile is left as it is. */
    'run.endChild': async ({ runId, how }: { readonly runId: string; readonly how: 'cancel' | 'kill' }) => {
      const run = stores.runs.load(runId);
      if (run === null || !canKill(run).allowed) return;
      if (how === 'kill') await kill(runId, killRun('parent', 'it was killed', stores.effects.ofRun), {});
      else if (canCancel(run).allowed) {
        const undo = stores.runs.load(run.parent?.runId ?? '')?.leavesInPlace !== true;
        await cancel({ runId, undo, reason: 'its parent ended' }, 'parent', {});
      }
    },
    'run.rollBack': (input: MethodArguments<'run.rollBack'>, call): Promise<RunSummary> => {
      const decide = rollBackRun(acting(call), input.reason, stores.effects.ofRun);
      return engine.transact({ run: input.runId }, decide, call.options);
    },
    'effect.compensate': async (input: MethodArguments<'effect.compensate'>, call): Promise<EffectSummary> => {
      const { effectId, reason } = input;
      const run = stores.effects.bundle(effectId)?.effect.runId ?? '';
      const release = stores.runs.load(run)?.releaseHash ?? '';
      const decide = undoEffect(acting(call), { effectId, reason }, stores.effects.undosOf);
      const undo = await engine.transact({ effect: effectId, run, release }, decide, call.options);
      broker.rearm();
      // Where nobody has to decide; one that is over, or waits, is left alone.
      broker.dispatch(undo.effectId);
      return undo;
    },
    'run.kill': (input: MethodArguments<'run.kill'>, call): Promise<RunSummary> =>
      kill(input.runId, killRun(acting(call), input.reason, stores.effects.ofRun), call.options),
    'run.pause': async (input: MethodArguments<'run.pause'>, call): Promise<RunSummary> => {
      const decide = pauseRun(acting(call), input.reason);
      const summary = await engine.transact({ run: input.runId }, decide, call.options);
      activations.letGo(input.runId, null);
      return summary;
    },
    'run.resume': async (input: MethodArguments<'run.resume'>, call): Promise<RunSummary> => {
      const summary = await engine.transact({ run: input.runId }, resumeRun(acting(call)), call.options);
      activations.enqueue(input.runId);
      broker.resume();
      return summary;
    },
    'run.retry': (input: MethodArguments<'run.retry'>, call) => restart(input, 'retry', call),
    'run.rewind': (input: MethodArguments<'run.rewind'>, call) => restart(input, 'rewind', call),
    'deadLetter.retry': (input: MethodArguments<'deadLetter.retry'>, call) => {
      const request = { how: 'retried' as const, by: acting(call), reason: input.reason };
      return restart({ ...input, version: undefined }, 'retry', call, (decide) =>
        settleLetter(request, stores.deadLetters.hasOpen, decide),
      );
    },
    'deadLetter.dismiss': ({ runId, reason }: MethodArguments<'deadLetter.dismiss'>, call) => {
      const request = { how: 'dismissed' as const, by: acting(call), reason };
      const nothing = (): Outcome<{ ok: true }> => ({ ok: true, changes: [], reply: { ok: true } });
      return engine.transact({ run: runId }, settleLetter(request, stores.deadLetters.hasOpen, nothing), call.options);
    },
    'run.fork': async (input: MethodArguments<'run.fork'>, call): Promise<RunSummary> => {
      const { runId: originId, path, title, reason } = input;
      const request = { by: acting(call), verb: 'fork' as const, runId: ids.uuid(), path, title, reason };
      const edits = { input: input.input, result: input.result, version: input.version };
      const summary = await engine.transact({ run: originId }, forkRun({ ...request, ...edits }, rows), call.options);
      activations.enqueue(summary.runId);
      return summary;
    },
    'run.extend': async (input: MethodArguments<'run.extend'>, call): Promise<RunSummary> => {
      const { runId, title, reason } = input;
      const further = JSON.parse(input.input) as Record<string, unknown>;
      const merged = (run: RunState): string => JSON.stringify({ ...(JSON.parse(run.input) as object), ...further });
      const request = { by: acting(call), runId: ids.uuid(), title, reason, input: merged };
      const decide = extendRun(request, stores.workspace.artifactsOf);
      const summary = await engine.transact({ run: runId }, decide, call.options);
      activations.enqueue(summary.runId);
      return summary;
    },
    'agent.pause': async (input: MethodArguments<'agent.pause'>, call): Promise<Pause> => {
      const decide = pauseAgent(acting(call), input.agentId, input.reason);
      const pause = await engine.transact({ agent: input.agentId }, decide, call.options);
      await takeOut({ engine, activations }, input.agentId);
      return pause;
    },
    'agent.resume': async (input: MethodArguments<'agent.resume'>, call): Promise<{ ok: true }> => {
      const decide = resumeAgent(acting(call), input.agentId);
      const done = await engine.transact({ agent: input.agentId }, decide, call.options);
      for (const runId of stores.runs.queuedOf(input.agentId)) activations.enqueue(runId);
      broker.resume();
      return done;
    },
  };
}
