import { createBroker } from '../../electron/runtime/effects/broker.ts';
import type { Broker } from '../../electron/runtime/effects/broker-port.ts';
import type { ToolLine } from '../../electron/runtime/effects/tool-line.ts';
import { createActivations } from '../../electron/runtime/engine/activations.ts';
import type { Activations } from '../../electron/runtime/engine/activation-port.ts';
import { liveHost } from '../../electron/runtime/engine/live-runs.ts';
import { nameCommand } from '../../electron/runtime/engine/command.ts';
import type { FromHost, HostProposal, ToHost } from '../../electron/runtime/hosts/protocol.ts';
import type { Logger } from '../../electron/runtime/ports.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { ToolOutcome } from '../../electron/runtime/tools/contract.ts';
import type { ToolReply, ToolRequest } from '../../electron/runtime/tools/protocol.ts';
import { createRunCommands } from '../../electron/runtime/verbs/run-commands.ts';
import { createUndoDesk } from '../../electron/runtime/verbs/undo-desk.ts';
import { methods } from '../../shared/ipc/methods.ts';
import type { RunSummary } from '../../shared/domain/run.ts';
import { createContractAnswers } from '../../electron/runtime/contracts/answer-contracts.ts';
import { createPeers, type Peers } from '../../electron/runtime/peers/peers.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import type { Person } from '../../shared/domain/person.ts';
import { ada } from './prepared-workspace.ts';
import { furnish } from './sample-runs.ts';
import { openTestEngine, type TestEngine } from './test-engine.ts';

/** Engine, activations and broker as the engine thread joins them, with a clock in hand and a host made of messages. */
export interface EngineDesk {
  readonly made: TestEngine;
  readonly clock: FakeClock;
  readonly broker: Broker;
  readonly activations: Activations;
  readonly peers: Peers;
  /** What the host was sent. */
  readonly toHost: ToHost[];
  /** What the tool thread was asked. */
  readonly asked: string[];
  /** Times something was set to happen later. */
  armed(): number;
  /** Hosts the engine has asked for. */
  hostsAsked(): number;
  fromHost(message: FromHost): void;
  /** A person's verb on runs or agents; by Ada and under a command of its own unless told otherwise. */
  verb(
    method: VerbName,
    input: object,
    how?: { readonly by?: Person; readonly commandId?: string },
  ): Promise<RunSummary>;
  /** As the engine thread takes up what an earlier process left. */
  recover(): Promise<void>;
  /** Lets everything that is under way come to rest; no time passes. */
  settle(): Promise<void>;
  /** Time passes in pieces, each with all that follows from it. */
  pass(ms: number, pieces?: number): Promise<void>;
}

export type VerbName =
  | `run.${'cancel' | 'kill' | 'pause' | 'resume' | 'retry' | 'rewind' | 'rollBack' | 'fork' | 'extend'}`
  | `agent.${'pause' | 'resume'}`
  | 'effect.compensate'
  | 'deadLetter.retry';

export interface EngineDeskOptions {
  /** The tool never answers an execution. */
  readonly isToolStuck?: boolean;
  /** A workspace that another desk has furnished and left. */
  readonly folder?: string;
  readonly onKillHost?: (reason: string) => void;
  /** Where its clock stands at first. */
  readonly startMs?: number;
  /** What the tool says when it is to undo something; that it did, where nothing is told. */
  readonly undoing?: () => ToolOutcome | Promise<ToolOutcome>;
  /** Whether a drift alert of an agent is active; none is, where nothing is told. */
  readonly driftAlert?: (agentId: string) => boolean;
  /** Called when the tool is to execute something. */
  readonly onExecute?: (made: TestEngine) => void;
}

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

export async function openEngineDesk(options: EngineDeskOptions = {}): Promise<EngineDesk> {
  const clock = createFakeClock(options.startMs);
  let armed = 0;
  let hostsAsked = 0;
  const counting: FakeClock = {
    ...clock,
    after(delay, call) {
      armed += 1;
      return clock.after(delay, call);
    },
  };
  const { folder, driftAlert } = options;
  const made = openTestEngine({
    clock: counting,
    ...(folder === undefined ? {} : { folder }),
    ...(driftAlert === undefined ? {} : { driftAlert }),
  });
  if (made.engine.stores.workspace.policy() === null) await furnish(made.engine);
  const toHost: ToHost[] = [];
  const asked: string[] = [];
  const { engine } = made;
  const { stores } = engine;
  const broker: Broker = createBroker({
    engine,
    stores,
    tools: toolDouble(asked, { ...options, onExecute: () => options.onExecute?.(made) }),
    log: silent,
    activations: () => activations,
    undoMoved: (runId) => undo.moved(runId),
    heldBecause: () => null,
    fileStop: () => null,
    leaptAtMs: () => Number.NEGATIVE_INFINITY,
    secretsFor: async () => ({}),
  });
  const activations: Activations = createActivations({
    engine,
    stores,
    log: silent,
    capacity: { interactive: 2, background: 10 },
    needHost(releaseHash) {
      hostsAsked += 1;
      activations.hostUp(
        liveHost({ hostId: 'host', releaseHash, mostRuns: 1_000, send: (message) => void toHost.push(message) }),
      );
    },
    killHost: (_hostId, reason) => options.onKillHost?.(reason),
    retireHost: () => {},
    idleHost: () => {},
    spareHost: () => {},
    hosts: 1,
    onQuarantined: () => {},
    onProgress: () => {},
    onAbandoned(runId, prefix, why) {
      void broker.withdraw(runId, prefix, why);
      if (prefix !== null) peers.branchLeft(runId, prefix);
    },
    onProposal: broker.propose,
    onPeer: (live, message) => peers.asked(live, message),
    onArtifact: () => {},
  });
  const undo = createUndoDesk({ engine, stores, broker, log: silent });
  const commands = createRunCommands({ engine, stores, activations, broker, ids: systemIds });
  const answers = createContractAnswers();
  const peers: Peers = createPeers({
    engine,
    stores,
    broker,
    log: silent,
    activations: () => activations,
    askContract: (seq, question) => queueMicrotask(() => peers.contracts.answered(seq, answers(question))),
    endChild: async (runId, how) =>
      commands['run.endChild']?.({ runId, how } as never, { person: null, options: {}, method: 'run.endChild' }),
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    made,
    clock,
    broker,
    activations,
    peers,
    toHost,
    asked,
    armed: () => armed,
    hostsAsked: () => hostsAsked,
    fromHost: (message) => activations.fromHost('host', message),
    async verb(method, given, { by = ada, commandId = systemIds.uuid() } = {}) {
      const input = methods[method].input.parse(given);
      const command = nameCommand(commandId, method, by.personId, input);
      const handler = commands[method];
      if (handler === undefined) throw new Error(`no such verb: ${method}`);
      return (await handler(input as never, { person: by, options: { front: true, command }, method })) as RunSummary;
    },
    async recover() {
      broker.awaitRecovery();
      await broker.recover();
      await activations.recover();
      undo.recover();
    },
    settle,
    async pass(ms, pieces = 1) {
      for (let piece = 0; piece < pieces; piece += 1) {
        clock.pass(ms / pieces);
        await settle();
      }
    },
  };
}

/** A proposal to update a record, from the first activation of a run. */
export function proposalOf(runId: string, recordId: string, path = '0'): FromHost {
  const proposal: HostProposal = {
    tool: 'record.update',
    target: `record ${recordId}`,
    params: { recordId, set: { status: 'closed' } },
    evidence: [],
    claim: '',
    tainted: [],
  };
  return { kind: 'propose', runId, activation: 1, path, argsHash: 'h', proposal };
}

interface ToolTold {
  readonly isToolStuck?: boolean;
  readonly onExecute: () => void;
  readonly undoing?: () => ToolOutcome | Promise<ToolOutcome>;
}

function toolDouble(asked: string[], { isToolStuck = false, onExecute, undoing }: ToolTold): ToolLine {
  return {
    async ask(kind, request) {
      asked.push(request.kind);
      if (request.kind === 'execute') onExecute();
      if (request.kind === 'execute' && isToolStuck) return new Promise(() => {});
      if (request.kind === 'compensate' && undoing !== undefined) {
        const told = { seq: 0, kind: 'outcome', outcome: await undoing() } satisfies ToolReply;
        return told as Extract<ToolReply, { kind: typeof kind }>;
      }
      return answer(request as ToolRequest) as Extract<ToolReply, { kind: typeof kind }>;
    },
    lost: () => {},
    attach: () => {},
  };
}

function answer(request: ToolRequest): ToolReply {
  const { seq } = request;
  switch (request.kind) {
    case 'prepare':
      return {
        seq,
        kind: 'prepared',
        results: request.items.map(() => ({ ok: true, preconditions: { row_hash: null }, diff: [] })),
      };
    case 'examine':
      return {
        seq,
        kind: 'examined',
        problems: [],
        preparation: { ok: true, preconditions: { row_hash: null }, diff: [] },
      };
    case 'probe':
      return { seq, kind: 'probed', verdict: { verdict: 'not-applied' } };
    case 'recall':
      return { seq, kind: 'recalled', recalled: [], inFlight: [] };
    case 'close':
      return { seq, kind: 'closed' };
    case 'execute':
    case 'compensate':
      return { seq, kind: 'outcome', outcome: { outcome: 'done', summary: 'done', detail: {} } };
  }
}
