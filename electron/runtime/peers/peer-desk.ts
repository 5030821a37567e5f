import type { RunError } from '../../../shared/domain/run.ts';
import { crashPoint } from '../faults/crash-point.ts';
import { withDefaults } from '../contracts/with-defaults.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import { isLeftBehind, type LiveRun } from '../engine/live-runs.ts';
import type { ReleaseState } from '../engine/states.ts';
import type { PeerAsk } from '../hosts/protocol.ts';
import type { Stores } from '../store/stores.ts';
import type { ContractLine } from './contract-line.ts';
import { continueRun } from './continue.ts';
import { askError, refuseAsk, type PeerMessage } from './peer-entry.ts';
import { sendToPeer } from './send.ts';
import { deliverWorld, refusedBy } from './signal-commands.ts';
import { joinChild, spawnChild } from './spawn.ts';

export interface PeerDeskOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly contracts: Pick<ContractLine, 'ask'>;
  readonly activations: () => Activations;
  /** What a run that goes on as another still asks for is taken back. */
  readonly onContinued: (runId: string) => void;
}

/** Times a question is asked again because what it was about has moved. */
const mostLooks = 20;

/**
 * Carries out what runs ask for that touches another run. Each ends in one transaction with the entry of the run that
 * asked, so it happens once or not at all, and a replay reads its result.
 */
export function createPeerDesk(options: PeerDeskOptions): (live: LiveRun, message: PeerMessage) => void {
  const { engine, stores, contracts } = options;

  async function send(live: LiveRun, message: PeerMessage, ask: Extract<PeerAsk, { kind: 'send' }>): Promise<boolean> {
    const activations = options.activations();
    const to = stores.families.latest(ask.to);
    const peer = stores.runs.load(to);
    const refusal =
      peer === null
        ? null
        : await refusedBy(stores.workspace.release(peer.releaseHash), ask.name, ask.payload, contracts);
    if (isLeftBehind(live, message.path)) return true;
    if (refusal !== null)
      return refuseWith(
        live,
        message,
        askError(refusal.code === 'invalid-input' ? 'contract-failed' : 'refused', refusal),
      );
    return activations.during(to, async () => {
      const decide = sendToPeer(message, ask, deliverWorld({ stores, activations }, to, ask));
      const sent = await engine.transact({ run: live.runId, peer: to }, decide);
      if (sent === null) return false;
      crashPoint('signal.after-sent');
      activations.recorded(live, sent.row);
      if (sent.ended !== null) activations.resume(to, sent.ended.state, [sent.ended.row]);
      return true;
    });
  }

  async function spawn(
    live: LiveRun,
    message: PeerMessage,
    ask: Extract<PeerAsk, { kind: 'spawn' }>,
  ): Promise<boolean> {
    const run = stores.runs.load(live.runId);
    const allowed = stores.workspace.release(run?.releaseHash ?? '')?.manifest.spawns ?? [];
    if (!allowed.includes(ask.agentId))
      return refuseWith(live, message, {
        code: 'spawn-undeclared',
        message: `The manifest of ${live.agentId} does not list "${ask.agentId}" under spawns. Nothing was started.`,
        hint: allowed.length === 0 ? 'It lists none.' : `It lists: ${allowed.join(', ')}.`,
      });
    const agent = stores.workspace.agent(ask.agentId);
    if (agent === null)
      return refuseWith(live, message, {
        code: 'agent-unknown',
        message: `There is no agent "${ask.agentId}". Nothing was started.`,
        hint: 'Add it first.',
      });
    if (agent.takesFile && !(ask.withFile && run?.file !== null))
      return refuseWith(live, message, {
        code: 'child-needs-file',
        message: `${agent.manifest.title} reads a file, and none was handed on. Nothing was started.`,
        hint: 'Spawn it with { withFile: true } from a run that has one.',
      });
    const input = await checkedInput(live, message, agent, ask.input);
    if (input === null) return true;
    const decide = spawnChild(message, ask, { releaseHash: agent.releaseHash, input }, stores.families.openInTree);
    const made = await engine.transact({ run: live.runId, agent: ask.agentId }, decide);
    if (made === null) return false;
    crashPoint('peer.after-spawn');
    options.activations().recorded(live, made.row);
    if (made.childId !== null) options.activations().enqueue(made.childId);
    return true;
  }

  async function join(live: LiveRun, message: PeerMessage, ask: Extract<PeerAsk, { kind: 'join' }>): Promise<boolean> {
    const peer = stores.families.latest(ask.childId);
    const { hasSpawned } = stores.families;
    const decide = joinChild(message, ask, (run, child) => {
      const known = child.parent?.childId ?? child.runId;
      return (
        known === ask.childId && (child.parent?.runId === run.runId || hasSpawned(run.runId, run.lineageId, known))
      );
    });
    const joined = await engine.transact({ run: live.runId, peer }, decide);
    if (joined === null) return false;
    crashPoint('peer.after-join');
    options.activations().recorded(live, joined.row);
    return true;
  }

  async function goOn(
    live: LiveRun,
    message: PeerMessage,
    ask: Extract<PeerAsk, { kind: 'continue' }>,
  ): Promise<boolean> {
    const agent = stores.workspace.agent(live.agentId);
    if (agent === null) throw new Error(`run ${live.runId} is of no agent there is`);
    const input = await checkedInput(live, message, agent, ask.input);
    if (input === null) return true;
    const openJoined = (runId: string): number => stores.families.openJoined(runId).length;
    const decide = continueRun(message, ask, { releaseHash: agent.releaseHash, input }, openJoined);
    const done = await engine.transact({ run: live.runId, agent: live.agentId }, decide);
    if (done === null) return false;
    crashPoint('peer.after-continue');
    const activations = options.activations();
    if (done.row !== null) activations.recorded(live, done.row);
    else {
      activations.letGo(live.runId, null);
      options.onContinued(live.runId);
      activations.enqueue(done.nextId);
    }
    return true;
  }

  /** The input with its contract's defaults; null when it breaks the contract, and the agent was told, or is left behind. */
  async function checkedInput(
    live: LiveRun,
    message: PeerMessage,
    { releaseHash, input }: ReleaseState,
    given: string,
  ): Promise<string | null> {
    const parsed = JSON.parse(given) as unknown;
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    const value = isObject ? JSON.stringify(withDefaults(input.schema, parsed as Record<string, unknown>)) : given;
    const { id: name, version, schema } = input;
    const answer = await contracts.ask({
      releaseHash,
      name,
      version,
      schema: schema as never,
      where: 'input',
      value,
    });
    if (isLeftBehind(live, message.path)) return null;
    if (answer.ok) return value;
    await refuseWith(live, message, askError('contract-failed', answer.error));
    return null;
  }

  async function refuseWith(live: LiveRun, message: PeerMessage, error: RunError): Promise<true> {
    const { row } = await engine.transact({ run: live.runId }, refuseAsk(message, error));
    options.activations().recorded(live, row);
    return true;
  }

  function once(live: LiveRun, message: PeerMessage): Promise<boolean> {
    const { ask } = message;
    switch (ask.kind) {
      case 'send':
        return send(live, message, ask);
      case 'spawn':
        return spawn(live, message, ask);
      case 'join':
        return join(live, message, ask);
      case 'continue':
        return goOn(live, message, ask);
    }
  }

  async function carryOut(live: LiveRun, message: PeerMessage): Promise<void> {
    for (let looks = 0; looks < mostLooks; looks += 1) if (await once(live, message)) return;
    throw new Error(`what ${message.ask.kind} at ${message.path} is about does not stand still`);
  }

  return (live, message) =>
    void carryOut(live, message).catch((error: unknown) => options.activations().refused(live, error));
}
