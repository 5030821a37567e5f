import type { Pause } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { Broker } from '../effects/broker-port.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { holdRun } from '../verbs/pause.ts';
import { liftQuarantine, quarantineRelease, resetBreaker } from './quarantine.ts';

interface ReleaseWorld {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly activations: Activations;
  readonly broker: Broker;
}

/** What a person does with a release that misbehaves. */
export function createReleaseCommands(world: ReleaseWorld): Readonly<Record<string, Handler>> {
  const { engine, stores, activations, broker } = world;

  /** The release meant: the one named by its hash or the beginning of it, or the agent's release in force. */
  function releaseOf({ agentId, release }: { agentId: string; release?: string | undefined }): string {
    const inForce = stores.workspace.agent(agentId)?.releaseHash;
    if (inForce === undefined)
      throw new LanekeeperError('not-found', `There is no agent "${agentId}".`, { hint: 'See the list of agents.' });
    if (release === undefined) return inForce;
    const found = stores.workspace.releasesOf(agentId).filter((hash) => hash.startsWith(release));
    if (found.length === 1 && found[0] !== undefined) return found[0];
    throw new LanekeeperError(
      'not-found',
      `${found.length === 0 ? 'No release' : 'More than one release'} of "${agentId}" begins with ${release}.`,
      { hint: 'Give more of its hash, or none for the release in force.' },
    );
  }

  function goOn(agentId: string): void {
    for (const runId of stores.runs.queuedOf(agentId)) activations.enqueue(runId);
    activations.breakersChanged();
    broker.resume();
  }

  return {
    'agent.quarantine': async (input: MethodArguments<'agent.quarantine'>, call): Promise<Pause> => {
      const releaseHash = releaseOf(input);
      const decide = quarantineRelease(acting(call), input.reason, stores.releaseHolds);
      const pause = await engine.transact({ release: releaseHash }, decide, call.options);
      await takeOut(world, input.agentId, releaseHash);
      return pause;
    },
    'agent.liftQuarantine': async (input: MethodArguments<'agent.liftQuarantine'>, call): Promise<{ ok: true }> => {
      const decide = liftQuarantine(acting(call), input.reason, stores.releaseHolds);
      const done = await engine.transact({ release: releaseOf(input) }, decide, call.options);
      goOn(input.agentId);
      return done;
    },
    'agent.resetBreaker': async (input: MethodArguments<'agent.resetBreaker'>, call): Promise<{ ok: true }> => {
      const decide = resetBreaker(acting(call), input.reason, stores.releaseHolds);
      const done = await engine.transact({ release: releaseOf(input) }, decide, call.options);
      goOn(input.agentId);
      return done;
    },
  };
}

/** Runs of this release that are in a host leave it, and stay in the queue. */
export async function takeOut(
  { engine, activations }: Pick<ReleaseWorld, 'engine' | 'activations'>,
  agentId: string,
  releaseHash?: string,
): Promise<void> {
  await Promise.all(
    activations.liveOf(agentId, releaseHash).map(async (runId) => {
      await engine.transact({ run: runId }, holdRun);
      activations.letGo(runId, null);
    }),
  );
}
