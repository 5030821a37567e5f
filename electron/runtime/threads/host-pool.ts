import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { Manifest } from '../../../shared/domain/agent.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { entryUrl } from '../entries.ts';
import { startContainedProcess } from '../hosts/contained-process.ts';
import { startContainedThread, type ContainedThread, type HostStart } from '../hosts/contained-thread.ts';
import { reasonOf } from '../hosts/host-end.ts';
import type { HostAnswer, HostEnd } from '../hosts/protocol.ts';
import type { Clock } from '../ports.ts';
import { createHostQuestions, type HostQuestions } from './host-questions.ts';
import type { Places } from './places.ts';

/** A host must be ready by then. */
const bootLimitMs = 20_000;

/** Spares at the same time; each holds some 10 MB. */
const mostSpares = 2;

export interface AgentHost extends Pick<HostQuestions, 'describe' | 'inspect'> {
  readonly hostId: string;
  readonly releaseHash: string;
  readonly manifest: Manifest;
  readonly engine: MessagePort;
}

/** A host that did not come up, with the reason its runs are told. */
export class HostRefused extends LanekeeperError {
  readonly runError: RunError;

  constructor(runError: RunError) {
    super('refused', runError.message, runError.hint === undefined ? {} : { hint: runError.hint });
    this.runError = runError;
  }
}

export interface HostPoolOptions {
  readonly places: Places;
  readonly clock: Clock;
  /** Gives a host its line to the kept files. */
  readonly connectFiles: (port: MessagePort) => void;
  /** Gives a host its line to the models. */
  readonly connectModels: (port: MessagePort) => void;
  readonly onGone: (host: AgentHost, end: HostEnd) => void;
  /** Its memory stays full. */
  readonly onFull: (host: AgentHost) => void;
}

export interface HostPool {
  start(releaseHash: string, manifest: Manifest): Promise<AgentHost>;
  /** A spare: contained, without agent code, and the next host of its release. */
  prepare(releaseHash: string, manifest: Manifest): void;
  dismiss(releaseHash: string): void;
  /** Ends a host, whatever it is doing. */
  end(hostId: string, reason: string): void;
  /** Ends a host that has no runs, once it has answered what it was asked. */
  endIdle(hostId: string, reason: string): void;
  endAll(): Promise<void>;
}

/** Starts agent hosts, watches them, and ends them. */
export function createHostPool({
  places,
  clock,
  connectFiles,
  connectModels,
  onGone,
  onFull,
}: HostPoolOptions): HostPool {
  const living = new Map<string, Booted>();
  const spares = new Map<string, Booted>();

  interface Booted {
    readonly thread: ContainedThread;
    readonly questions: HostQuestions;
    readonly ended: Promise<unknown>;
    /** Loads the agent, at once or when it has proven that it is contained. */
    load(): Promise<AgentHost>;
  }

  function boot(releaseHash: string, manifest: Manifest): Booted {
    const hostId = randomUUID();
    let isContained = false;
    let isToLoad = false;
    let host: AgentHost | null = null;
    let refused: RunError | null = null;
    const { promise, resolve, reject } = Promise.withResolvers<AgentHost>();
    const { promise: ended, resolve: tellEnded } = Promise.withResolvers<void>();
    // A spare's refusal is told to whoever wants it.
    promise.catch(() => {});
    let late = limit();
    const begin = manifest.isolation === 'process' ? startContainedProcess : startContainedThread;
    const thread = begin(startOf(releaseHash, manifest), clock, {
      onAnswer,
      onFull: () => void (host !== null && onFull(host)),
      onEnd(end) {
        living.delete(hostId);
        if (spares.get(releaseHash) === booted) spares.delete(releaseHash);
        questions.end();
        tellEnded();
        if (host !== null) onGone(host, end);
        else refuse({ code: 'host-failed', message: `The agent host ended while it started: ${reasonOf(end)}.` });
      },
    });
    const questions = createHostQuestions(thread.ask);
    connectFiles(thread.files);
    connectModels(thread.models);

    function onAnswer(answer: HostAnswer): void {
      switch (answer.kind) {
        case 'host-failed':
          return refuse(answer.error);
        case 'host-contained':
          isContained = true;
          late();
          return isToLoad ? loadNow() : undefined;
        case 'host-ready': {
          late();
          const { describe, inspect } = questions;
          host = { hostId, releaseHash, manifest, engine: thread.engine, describe, inspect };
          return resolve(host);
        }
        default:
          return questions.hear(answer);
      }
    }

    function loadNow(): void {
      late = limit();
      thread.ask({ kind: 'load' });
    }

    function limit(): () => void {
      return clock.after(bootLimitMs, () =>
        refuse({ code: 'host-late', message: 'The agent host did not start in time.' }),
      );
    }

    function refuse(error: RunError): void {
      late();
      refused ??= error;
      thread.end(error.message);
      reject(new HostRefused(refused));
    }

    const booted: Booted = {
      thread,
      questions,
      ended,
      load() {
        isToLoad = true;
        if (isContained) loadNow();
        return promise;
      },
    };
    living.set(hostId, booted);
    return booted;
  }

  async function start(releaseHash: string, manifest: Manifest): Promise<AgentHost> {
    const spare = spares.get(releaseHash);
    spares.delete(releaseHash);
    return (spare ?? boot(releaseHash, manifest)).load();
  }

  function startOf(releaseHash: string, { module, limits }: Manifest): HostStart {
    return {
      releaseFolder: join(places.releasesFolder, releaseHash),
      module,
      sdkUrl: entryUrl('sdk').href,
      loopUrl: entryUrl('sdk-agent-loop').href,
      forbidden: { database: places.decoy, token: places.tokenFile },
      limits,
    };
  }

  return {
    start,
    prepare(releaseHash, manifest) {
      if (!spares.has(releaseHash) && spares.size < mostSpares) spares.set(releaseHash, boot(releaseHash, manifest));
    },
    dismiss(releaseHash) {
      spares.get(releaseHash)?.thread.end('nothing of its release is at work');
      spares.delete(releaseHash);
    },
    end: (hostId, reason) => living.get(hostId)?.thread.end(reason),
    endIdle(hostId, reason) {
      const host = living.get(hostId);
      void host?.questions.quiet().then(() => host.thread.end(reason));
    },
    async endAll() {
      const left = [...living.values()];
      for (const { thread } of left) thread.end('the runtime ends');
      await Promise.all(left.map(({ ended }) => ended));
    },
  };
}
