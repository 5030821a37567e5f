import type { GenerateResult } from '../../../shared/domain/model-call.ts';
import type { Json } from '../../../shared/json.ts';
import type { EffectOutcome } from '../sdk/types.ts';
import { entryOf } from './entry-parts.ts';
import type { FileClient } from './file-client.ts';
import { fromText, hashOf } from './journal-values.ts';
import { keepArtifact } from './keep-artifact.ts';
import type { ModelCalls } from './model-calls.ts';
import type { ModelClient } from './model-client.ts';
import type { FromHost, HostRecord, ReplayEntry, ToHostStart } from './protocol.ts';
import type { Asked, Open, Replay } from './replay.ts';
import type { Deterministic } from './run-context.ts';
import { agentErrorOf, thrownAgain, undeclaredSignal } from './run-errors.ts';
import { noMemory } from './remembering.ts';
import type { SessionPort } from './session-port.ts';
import type { StepRunner } from './step-runner.ts';

export interface SessionCallsOptions {
  readonly start: ToHostStart;
  readonly files: FileClient;
  readonly models: ModelClient;
  readonly source: Deterministic;
  readonly replay: Replay;
  readonly steps: StepRunner;
  readonly calls: ModelCalls;
  readonly record: (record: HostRecord) => void;
  readonly askEngine: (path: string, message: FromHost) => void;
  readonly send: (message: FromHost) => void;
  /** The host is at work though no body runs. */
  readonly busy: <T>(work: () => Promise<T>) => Promise<T>;
  readonly isOver: () => boolean;
  /** The engine has still to answer for this path. */
  readonly began: (path: string) => void;
  /** … and for nothing under this prefix any more. */
  readonly leftBehind: (prefix: string) => void;
  readonly progress: SessionPort['progress'];
}

/** Each call of an agent: answered from its journal, or begun where the journal has no end of it. */
export function createSessionPort(options: SessionCallsOptions): SessionPort {
  const { start, files, models, replay, steps, calls, record, askEngine } = options;
  const { runId, activation } = start;

  /** Agent code continues in its own context, whoever resolved the promise. */
  async function ask(asked: Asked, live: (open: Open) => void): Promise<ReplayEntry> {
    const entry = await replay.ask(asked, live);
    if (entry.phase === 'failed') throw thrownAgain(entry.error);
    return entry;
  }

  async function valueOf(entry: ReplayEntry): Promise<Json> {
    return fromText(entry.result ?? 'null', files);
  }

  const step = async (
    asked: Asked,
    body: Parameters<StepRunner['run']>[1],
    given: Parameters<StepRunner['run']>[2],
  ): Promise<Json> => {
    const entry = await ask(asked, (open) => {
      const failed = open.failedAttempt;
      if (failed !== null && failed.dueAtMs !== null && failed.dueAtMs > start.nowMs) {
        replay.waits.set(asked.path, 'retry');
        steps.retryLater(asked, body, given, failed);
      } else steps.run(asked, body, given, failed);
    });
    return valueOf(entry);
  };

  return {
    runId,
    source: options.source,
    strands: replay.strands,
    ...files.given(start),
    async step(path, name, where, body, given, kind) {
      const asked: Asked = { path, kind, name, argsHash: '', where };
      return (await step(asked, body, given)) as Awaited<ReturnType<typeof body>>;
    },
    async generate(path, name, where, request, given) {
      const asked: Asked = { path, kind: 'model', name, argsHash: hashOf(request), where };
      const entry = await ask(asked, (open) => calls.begin(asked, request, given, open));
      return (await valueOf(entry)) as unknown as GenerateResult;
    },
    query(path, tool, where, args, given) {
      const asked: Asked = { path, kind: 'step', name: tool, argsHash: hashOf(args), where };
      return step(asked, ({ signal }) => models.query(runId, tool, args, signal), given);
    },
    async wait(path, kind, name, where, until) {
      const asked: Asked = { path, kind, name, argsHash: hashOf(until), where };
      const entry = await ask(asked, (open) => {
        if (open.waiting !== null) return void replay.waits.set(path, kind);
        if (kind === 'signal' && !('question' in until) && !start.signals.includes(name))
          return record({ ...entryOf(asked), phase: 'failed', error: undeclaredSignal(name, start.signals, where) });
        record({ ...entryOf(asked), phase: 'waiting', ...until });
      });
      return valueOf(entry);
    },
    async remember(path, where, text) {
      const asked: Asked = { path, kind: 'step', name: 'remember', argsHash: hashOf(text), where };
      const entry = await ask(asked, () => {
        if (start.hasMemory === true)
          return record({ ...entryOf(asked), phase: 'done', result: 'null', remembers: text });
        record({ ...entryOf(asked), phase: 'failed', error: noMemory(where) });
      });
      return valueOf(entry);
    },
    async effect(path, where, proposal) {
      const argsHash = hashOf(proposal);
      const entry = await ask({ path, kind: 'effect', name: proposal.tool, argsHash, where }, (open) => {
        if (open.waiting !== null) return void replay.waits.set(path, 'approval');
        askEngine(path, { kind: 'propose', runId, activation, path, argsHash, proposal });
      });
      return (await valueOf(entry)) as unknown as EffectOutcome;
    },
    async peer(path, name, where, asking) {
      const argsHash = hashOf(asking);
      const entry = await ask({ path, kind: asking.kind, name, argsHash, where }, (open) => {
        if (open.waiting !== null) return void replay.waits.set(path, 'signal');
        askEngine(path, { kind: 'peer', runId, activation, path, name, argsHash, ask: asking });
      });
      return valueOf(entry);
    },
    readText: (text) => fromText(text, files),
    async artifact(path, where, request) {
      const asked: Asked = { path, kind: 'artifact', name: request.name, argsHash: '', where };
      const entry = await ask(asked, () => void options.busy(() => storeArtifact(path, request)));
      return valueOf(entry);
    },
    async branchEnd(path, kind, name, where, branchEnd) {
      const asked: Asked = { path, kind, name, argsHash: '', where };
      const entry = await replay.ask(asked, () =>
        record({
          ...entryOf(asked),
          phase: branchEnd.phase,
          result: JSON.stringify(branchEnd.result),
          abandons: branchEnd.abandons,
          seen: replay.seenSignals(branchEnd.abandons),
        }),
      );
      return valueOf(entry);
    },
    abandon(prefix) {
      steps.abort((path) => path.startsWith(`${prefix}/`), new Error('another branch won'));
      options.leftBehind(prefix);
      replay.abandon(prefix);
    },
    progress: options.progress,
  };

  async function storeArtifact(path: string, request: Parameters<SessionPort['artifact']>[2]): Promise<void> {
    try {
      const artifact = await keepArtifact(files, request);
      if (options.isOver()) return;
      options.began(path);
      options.send({ kind: 'artifact', runId, activation, path, argsHash: '', artifact });
    } catch (thrown) {
      const asked = { path, kind: 'artifact', name: request.name, argsHash: '' } as const;
      record({ ...entryOf(asked), phase: 'failed', error: agentErrorOf(thrown) });
    }
  }
}
