import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { FileRef, Inspection } from '../../../shared/domain/agent.ts';
import type { RunError } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { entryUrl, hostReadable } from '../entries.ts';
import type { HostAnswer, HostData, HostDescription, HostPorts, ToHostQuestion } from '../hosts/protocol.ts';
import type { Logger } from '../ports.ts';
import type { Places } from './places.ts';
import type { MessagePort } from 'node:worker_threads';

/** Old-generation heap of one host, MiB; an agent that needs more is ended, and its runs are taken up again. */
const hostHeapMb = 256;
/** A small nursery: collected often, it keeps the process small at little cost in speed. */
const hostYoungMb = 6;
/** A host must be ready by then. */
const bootLimitMs = 20_000;

export interface AgentHost {
  readonly hostId: string;
  readonly releaseHash: string;
  readonly engine: MessagePort;
  describe(): Promise<HostDescription>;
  inspect(file: FileRef): Promise<Inspection>;
  end(): Promise<void>;
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
  readonly log: Logger;
  /** Gives a host its line to the kept files. */
  readonly connectFiles: (port: MessagePort) => void;
  readonly onGone: (host: AgentHost, reason: string) => void;
}

/** Starts agent hosts: worker threads that may read their release and the SDK, and nothing else. */
export function createHostPool(options: HostPoolOptions): {
  start(releaseHash: string, module: string): Promise<AgentHost>;
  end(hostId: string): void;
  endAll(): Promise<void>;
} {
  const workers = new Map<string, Worker>();

  async function start(releaseHash: string, module: string): Promise<AgentHost> {
    const releaseFolder = join(options.places.releasesFolder, releaseHash);
    const data: HostData = {
      releaseFolder,
      module,
      sdkUrl: entryUrl('sdk').href,
      forbidden: { database: options.places.decoy, token: options.places.tokenFile },
    };
    const worker = new Worker(entryUrl('agent-host'), {
      workerData: data,
      env: {},
      name: 'agent-host',
      stderr: false,
      resourceLimits: { maxOldGenerationSizeMb: hostHeapMb, maxYoungGenerationSizeMb: hostYoungMb },
      execArgv: [
        '--permission',
        '--no-addons',
        '--no-experimental-sqlite',
        ...[...hostReadable(), releaseFolder].map((path) => `--allow-fs-read=${path}`),
      ],
    });
    const hostId = randomUUID();
    const engine = new MessageChannel();
    const files = new MessageChannel();
    options.connectFiles(files.port1);
    worker.postMessage({ kind: 'ports', engine: engine.port1, files: files.port2 } satisfies HostPorts, [
      engine.port1,
      files.port2,
    ]);
    await ready(worker);
    workers.set(hostId, worker);
    const host: AgentHost = {
      hostId,
      releaseHash,
      engine: engine.port2,
      ...questions(worker),
      end: async () => void (await worker.terminate()),
    };
    let last = 'it ended';
    worker.on('error', (error) => {
      last = error instanceof Error ? error.message : String(error);
    });
    worker.once('exit', () => {
      workers.delete(hostId);
      options.onGone(host, last);
    });
    return host;
  }

  return {
    start,
    end: (hostId) => void workers.get(hostId)?.terminate(),
    async endAll() {
      await Promise.all([...workers.values()].map((worker) => worker.terminate()));
    },
  };
}

/** Resolves when the host has proven its restrictions and loaded its agent. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => fail({ code: 'host-late', message: 'The agent host did not start in time.' }),
      bootLimitMs,
    );
    const onMessage = (answer: HostAnswer): void => {
      if (answer.kind === 'host-failed') fail(answer.error);
      else if (answer.kind === 'host-ready') {
        stop();
        resolve();
      }
    };
    const onError = (error: unknown): void => fail({ code: 'host-failed', message: String(error) });
    const onExit = (): void => fail({ code: 'host-failed', message: 'The agent host ended while it started.' });
    function stop(): void {
      clearTimeout(late);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    }
    function fail(error: RunError): void {
      stop();
      void worker.terminate();
      reject(new HostRefused(error));
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}

function questions(worker: Worker): Pick<AgentHost, 'describe' | 'inspect'> {
  let seq = 0;
  const waiting = new Map<number, { resolve: (answer: HostAnswer) => void; reject: (error: Error) => void }>();
  worker.on('message', (answer: HostAnswer) => {
    if (!('seq' in answer)) return;
    const call = waiting.get(answer.seq);
    waiting.delete(answer.seq);
    if (answer.kind === 'call-failed')
      call?.reject(
        new LanekeeperError(
          'refused',
          answer.error.message,
          answer.error.hint === undefined ? {} : { hint: answer.error.hint },
        ),
      );
    else call?.resolve(answer);
  });
  worker.once('exit', () => {
    for (const call of waiting.values())
      call.reject(new LanekeeperError('refused', 'The agent host ended before it answered.'));
  });
  const ask = (make: (seq: number) => ToHostQuestion): Promise<HostAnswer> => {
    seq += 1;
    const asked = seq;
    return new Promise((resolve, reject) => {
      waiting.set(asked, { resolve, reject });
      worker.postMessage(make(asked));
    });
  };
  return {
    async describe() {
      const answer = await ask((asked) => ({ kind: 'describe', seq: asked }));
      if (answer.kind !== 'described') throw new LanekeeperError('internal', 'The host answered something else.');
      return answer.description;
    },
    async inspect(file) {
      const answer = await ask((asked) => ({ kind: 'inspect', seq: asked, file }));
      if (answer.kind !== 'inspected') throw new LanekeeperError('internal', 'The host answered something else.');
      return answer.inspection;
    },
  };
}
