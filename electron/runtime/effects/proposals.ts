import { LanekeeperError } from '../../../shared/errors.ts';
import type { Activations } from '../engine/activation-port.ts';
import type { Engine } from '../engine/engine-port.ts';
import { isLeftBehind, type LiveRun } from '../engine/live-runs.ts';
import type { FromHost } from '../hosts/protocol.ts';
import type { Logger } from '../ports.ts';
import type { SecretCall } from '../secrets/secrets-for.ts';
import type { Stores } from '../store/stores.ts';
import type { Preparation } from '../tools/contract.ts';
import { toolRegistry } from '../tools/registry.ts';
import type { BrokerOptions } from './broker-port.ts';
import { foreignText } from './foreign-text.ts';
import { openEffect } from './open-effect.ts';
import { stopOverLook } from './stopped-look.ts';
import type { ToolLine } from './tool-line.ts';

/** Proposals that arrive together are prepared together, this many at most. */
const prepareTogether = 64;

type ProposalMessage = Extract<FromHost, { kind: 'propose' }>;
interface Gathered {
  readonly run: LiveRun;
  readonly message: ProposalMessage;
}

export interface ProposalsOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly tools: ToolLine;
  readonly log: Logger;
  readonly activations: () => Activations;
  readonly fileStop: BrokerOptions['fileStop'];
  /** Why effects are held as a whole; null when they are not. */
  readonly heldBecause: () => string | null;
  readonly secretsFor: (calls: readonly SecretCall[]) => Promise<Readonly<Record<string, string>>>;
  /** Something of it is due at this time; null = nothing is. */
  readonly onOpened: (dueAtMs: number | null) => void;
}

/** Takes what agents propose: the tools read the state it starts from, then the effect is opened in one transaction. */
export function createProposals(options: ProposalsOptions): {
  add(run: LiveRun, message: ProposalMessage): void;
  /** A stop was lifted: what waited for that is looked at again. */
  resume(): void;
} {
  const { engine, stores, tools, log } = options;
  const gathered: Gathered[] = [];
  /** Until the emergency stop is lifted: what they start from may not be looked at before. */
  const stopped: Gathered[] = [];
  let isGathering = false;
  /** The last proposal that bears a key; never rejects, as no opening does. */
  let named: Promise<void> = Promise.resolve();

  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    engine.after(0, () => {
      openAll().catch((error: unknown) => log.error('proposals could not be prepared', { error: String(error) }));
    });
  }

  async function openAll(): Promise<void> {
    isGathering = false;
    const batch = gathered.splice(0, prepareTogether).filter((item) => {
      const { run, message } = item;
      const { tool: toolId, params } = message.proposal;
      const isStopped = stopOverLook(options, { agentId: run.agentId, toolId, params }) !== null;
      if (isStopped) stopped.push(item);
      return !isStopped;
    });
    if (gathered.length > 0) gather();
    const settings = stores.workspace.settings();
    const readAtMs = engine.now();
    const asked = batch.filter(({ message }) => toolRegistry.has(message.proposal.tool));
    const prepared = new Map<(typeof batch)[number], Preparation>();
    if (asked.length > 0) {
      const calls = asked.map(({ message: { proposal } }) => ({ toolId: proposal.tool, params: proposal.params }));
      const reply = await tools.ask('prepared', {
        kind: 'prepare',
        items: asked.map(({ message }) => ({
          toolId: message.proposal.tool,
          target: message.proposal.target,
          params: message.proposal.params,
        })),
        context: { settings, secrets: await options.secretsFor(calls), nowMs: readAtMs },
      });
      for (const [index, item] of asked.entries())
        prepared.set(item, reply.results[index] ?? { ok: false, reason: 'The tool did not answer.' });
    }
    await Promise.all(
      batch.map((item) => {
        const prepares =
          foreignText(stores, item.run.runId, item.message.proposal.params) ??
          prepared.get(item) ??
          ({ ok: true, preconditions: {}, diff: [] } as const);
        const opened = () => openOne(item, prepares, readAtMs);
        return item.message.proposal.key === undefined ? opened() : inTurn(opened);
      }),
    );
  }

  /** Of two that bear the same key the later one has to find the first. */
  function inTurn(open: () => Promise<void>): Promise<void> {
    named = named.then(open);
    return named;
  }

  async function openOne({ run, message }: Gathered, preparation: Preparation, readAtMs: number): Promise<void> {
    if (isLeftBehind(run, message.path)) return;
    try {
      const tool = toolRegistry.get(message.proposal.tool) ?? null;
      const { key } = message.proposal;
      const earlier = key === undefined ? null : stores.effects.lastNamed(run.runId, key);
      const opened = await engine.transact(
        {
          run: run.runId,
          release: stores.runs.load(run.runId)?.releaseHash ?? '',
          effect: earlier?.effectId ?? '',
        },
        openEffect(
          {
            activation: run.activation,
            path: message.path,
            argsHash: message.argsHash,
            proposal: message.proposal,
            tool,
            preparation,
            readAtMs,
            firstTime: stores.counters.read(`done:${run.agentId}:${message.proposal.tool}`) === 0,
          },
          options.heldBecause(),
        ),
      );
      for (const row of opened.rows) options.activations().recorded(run, row);
      options.onOpened(opened.dueAtMs);
      if (opened.runNow !== null) options.onOpened(engine.now());
    } catch (error) {
      // A person edited the action of the same key while this one was on its way: its successor has the key now.
      if (error instanceof LanekeeperError && error.code === 'stale')
        return openOne({ run, message }, preparation, readAtMs);
      options.activations().refused(run, error);
    }
  }

  return {
    add(run, message) {
      gathered.push({ run, message });
      gather();
    },
    resume() {
      if (stopped.length === 0) return;
      gathered.push(...stopped.splice(0));
      gather();
    },
  };
}
