import { checkTerms } from '../queues/start-terms.ts';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSummary, FileRef, Inspection } from '../../../shared/domain/agent.ts';
import type { StartedRun } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { IncomingFiles } from '../artifacts/incoming-files.ts';
import { hashContract, refuseInvalidContract } from '../contracts/check.ts';
import { withDefaults } from '../contracts/with-defaults.ts';
import type { Asking } from '../engine/command.ts';
import type { ReleaseState } from '../engine/states.ts';
import type { Logger } from '../ports.ts';
import { keptManifest } from '../releases/kept-manifest.ts';
import { keepRelease, readAgentFolder, type AgentFolder } from '../releases/release-files.ts';
import type { EngineLine } from './engine-line.ts';
import { createInputChecks } from './input-checks.ts';
import { createAskedAgents } from './asked-agents.ts';
import { createRestartsDesk, type RestartsDesk } from './restarts-desk.ts';
import { createHostFailures } from './host-failures.ts';
import type { HostPool } from './host-pool.ts';
import type { Places } from './places.ts';
import type { ReadLine } from './read-line.ts';
import { createReleaseHosts } from './release-hosts.ts';

/** Input kept in the run's row; anything larger belongs into a file. */
const mostInputBytes = 64 * 1024;
/** After its release's last host has crashed, a spare is there for the next one for this long. */
const keepSpareMs = 120_000;

export interface AgentDesk extends RestartsDesk {
  /** The built-in agents of these folders that are not registered as they are now. */
  unregistered(folders: readonly string[]): Promise<readonly AgentFolder[]>;
  /** Each is described by a host of its own, which takes most of a second. */
  registerBuiltIn(agents: readonly AgentFolder[]): Promise<void>;
  add(folder: string, asking: Asking): Promise<AgentSummary>;
  inspect(agentId: string, file: FileRef): Promise<Inspection>;
  /** The input of a run as JSON text, with the contract's defaults; refused when it does not meet the contract. */
  checkInput(agentId: string, given: Readonly<Record<string, unknown>>, hasFile: boolean): Promise<string>;
  startRun(input: MethodArguments<'run.start'>, asking: Asking): Promise<StartedRun>;
  startSample(asking: Asking, files: IncomingFiles): Promise<{ runId: string }>;
  /** An agent that is about to be asked for: it is registered when this resolves, and its host is being started. */
  ready(agentId: string): Promise<void>;
  /** Registers those described when they are asked for again, where this version of the product brings another release. */
  renewAsked(): Promise<void>;
  /** A host has ended, or takes no more runs: the next one of its release is a new one. */
  forgetHost(hostId: string): void;
  endHost(hostId: string, reason: string): void;
  /** The engine gives a host back that has no runs. */
  idleHost(hostId: string, releaseHash: string, reason: string): void;
  /** The engine has runs of this release and no host for them. */
  hostFor(releaseHash: string, isAnother?: boolean): Promise<void>;
  /** Several runs of it stand on one host: the next one is kept ready. */
  spareFor(releaseHash: string): Promise<void>;
}

type Starting = Omit<MethodArguments<'run.start'>, 'sandbox' | 'priority' | 'budgets'> &
  Partial<Pick<MethodArguments<'run.start'>, 'sandbox' | 'priority' | 'budgets'>>;

export interface AgentDeskOptions {
  readonly places: Places;
  readonly hosts: HostPool;
  readonly engine: EngineLine;
  readonly screens: ReadLine;
  readonly log: Logger;
}

/** Knows the agents: their releases, their contracts, and the hosts that run them. */
export function createAgentDesk({ places, hosts, engine, screens, log }: AgentDeskOptions): AgentDesk {
  /** The one host of a release: the engine runs on it, and questions about files are asked of it. */
  const releaseHosts = createReleaseHosts({
    start: async (releaseHash) => hosts.start(releaseHash, await keptManifest(places.releasesFolder, releaseHash)),
    onUp: ({ hostId, releaseHash, manifest, engine: port }) =>
      engine.tell({ kind: 'host-up', hostId, releaseHash, mostRuns: manifest.limits.runsPerHost, port }, [port]),
  });
  const failures = createHostFailures(Date.now);
  const samples = new Map<string, string>();
  const meets = createInputChecks();
  /** The agents as last read; this desk alone registers any, so a start need not ask the store again. */
  let listed: Promise<readonly AgentSummary[]> | null = null;

  /** Of a release with no host there is no spare either. */
  function dismiss(releaseHash: string): void {
    if (!releaseHosts.has(releaseHash)) hosts.dismiss(releaseHash);
  }

  async function register(agent: AgentFolder, by: Asking & { builtIn: boolean }): Promise<void> {
    await keepRelease(agent, places.releasesFolder);
    const host = await releaseHosts.of(agent.releaseHash);
    try {
      const description = await host.describe();
      if (description.manifest.id !== agent.manifest.id)
        throw new LanekeeperError(
          'invalid-input',
          `manifest.json says ${agent.manifest.id} and the module says ${description.manifest.id}.`,
          { hint: 'Let the module import its manifest.' },
        );
      const signals = Object.entries(agent.manifest.signals).map(([id, contract]) => ({ id, ...contract }));
      for (const contract of [description.input, description.output, ...signals]) refuseInvalidContract(contract);
      const release: ReleaseState = {
        releaseHash: agent.releaseHash,
        agentId: agent.manifest.id,
        manifest: agent.manifest,
        input: hashContract(description.input),
        output: hashContract(description.output),
        takesFile: description.inspects,
        builtIn: by.builtIn,
        addedBy: by.as ?? 'lanekeeper',
        addedAtMs: 0,
      };
      await engine.call({
        method: 'agent.register',
        input: { release, bytes: agent.bytes },
        as: by.as,
        command: by.command,
      });
    } catch (thrown) {
      releaseHosts.forget(host.hostId);
      hosts.end(host.hostId, 'its agent was not added');
      throw thrown;
    } finally {
      listed = null;
    }
  }

  function listAgents(): Promise<readonly AgentSummary[]> {
    if (listed !== null) return listed;
    const asked = screens.ask('agent.list', {}).then((page) => (page as { agents: AgentSummary[] }).agents);
    listed = asked;
    asked.catch(() => {
      if (listed === asked) listed = null;
    });
    return asked;
  }

  async function agentOf(agentId: string): Promise<AgentSummary> {
    const agents = await listAgents();
    const found = agents.find((agent) => agent.agentId === agentId);
    if (found === undefined)
      throw new LanekeeperError('not-found', `There is no agent "${agentId}".`, {
        hint: `There are: ${agents.map((agent) => agent.agentId).join(', ') || 'none'}.`,
      });
    return found;
  }

  /** The input of a run as JSON text, with the contract's defaults, checked by its agent's contract. */
  async function checkInput(
    agentId: string,
    given: Readonly<Record<string, unknown>>,
    hasFile: boolean,
  ): Promise<{ readonly agent: AgentSummary; readonly text: string }> {
    const agent = await agentOf(agentId);
    if (agent.takesFile && !hasFile)
      throw new LanekeeperError('invalid-input', `${agent.title} reads a file, and none was given.`, {
        hint: 'Give it a file.',
      });
    const values = withDefaults(agent.input.schema, given);
    meets(agent, values);
    const text = JSON.stringify(values);
    if (Buffer.byteLength(text) > mostInputBytes)
      throw new LanekeeperError('too-large', `The input has more than ${mostInputBytes / 1024} KiB.`, {
        hint: 'Put the data into a file.',
      });
    return { agent, text };
  }

  function isMissing(known: AgentSummary | undefined, releaseHash: string): boolean {
    return known?.releaseHash !== releaseHash || !existsSync(join(places.releasesFolder, releaseHash));
  }

  const asked = createAskedAgents({
    listAgents,
    isMissing,
    register: (agent) => register(agent, { builtIn: true, as: null, command: null }),
  });

  async function inspect(agentId: string, file: FileRef): Promise<Inspection> {
    const agent = await agentOf(agentId);
    if (!agent.takesFile) throw new LanekeeperError('unsupported', `${agent.title} takes no file.`);
    return (await releaseHosts.of(agent.releaseHash)).inspect(file);
  }

  /** What an answer offers to start has no form to be filled in: a file is then read as the agent proposes. */
  async function proposedWhereNone({ agentId, input, file, forTurn }: Starting): Promise<Starting['input']> {
    const isFilledIn = forTurn === undefined || file === undefined || Object.keys(input).length > 0;
    return isFilledIn ? input : (await inspect(agentId, file)).proposal;
  }

  async function startRun(input: Starting, asking: Asking, sample = false): Promise<StartedRun> {
    await asked.register(input.agentId);
    const given = await proposedWhereNone(input);
    const { agent, text } = await checkInput(input.agentId, given, input.file !== undefined);
    const title = input.title ?? (input.file === undefined ? agent.title : `${agent.title}: ${input.file.name}`);
    checkTerms(input);
    const { sandbox = false, file = null } = input;
    const started = await engine.call({
      method: 'run.start',
      input: { ...input, agentId: agent.agentId, title, input: text, file, sample, sandbox },
      ...asking,
    });
    return started as StartedRun;
  }

  return {
    async unregistered(folders) {
      const [agents, found] = await Promise.all([listAgents(), Promise.all(folders.map(readAgentFolder))]);
      for (const [index, { manifest }] of found.entries()) {
        const folder = join(folders[index] ?? '', 'sample');
        const names = existsSync(folder) ? readdirSync(folder) : [];
        const sample = names.find((name) => /\.(csv|tsv|jsonl)$/.test(name));
        if (sample !== undefined) samples.set(manifest.id, join(folder, sample));
      }
      for (const agent of found) asked.note(agent);
      return found.filter(({ manifest: { id }, releaseHash }) => {
        const known = agents.find((one) => one.agentId === id);
        return !asked.has(id) && isMissing(known, releaseHash);
      });
    },
    async registerBuiltIn(agents) {
      for (const agent of agents) await register(agent, { builtIn: true, as: null, command: null });
    },
    async add(folder, asking) {
      if (asking.as === null)
        throw new LanekeeperError('no-person', 'Nobody is named for this: adding an agent needs a person behind it.', {
          hint: 'Choose a profile, or give --as ID.',
        });
      const agent = await readAgentFolder(folder);
      const known = await agentOf(agent.manifest.id).catch(() => null);
      if (known?.builtIn === true)
        throw new LanekeeperError('refused', `"${agent.manifest.id}" is a built-in agent.`, {
          hint: 'Give yours another id.',
        });
      await register(agent, { builtIn: false, ...asking });
      return agentOf(agent.manifest.id);
    },
    inspect,
    checkInput: async (agentId, given, hasFile) => (await checkInput(agentId, given, hasFile)).text,
    startRun,
    renewAsked: asked.renew,
    ...createRestartsDesk({ engine, screens, agentOf, meets }),
    async ready(agentId) {
      await asked.register(agentId);
      void releaseHosts.of((await agentOf(agentId)).releaseHash).catch(() => {});
    },
    async startSample(asking, files) {
      const [agentId, path] = [...samples][0] ?? [];
      if (agentId === undefined || path === undefined)
        throw new LanekeeperError('unsupported', 'This build has no sample.');
      const file = await files.import({ path });
      const agent = await agentOf(agentId);
      const { proposal } = await (await releaseHosts.of(agent.releaseHash)).inspect(file);
      const run = await startRun({ agentId, input: proposal, file, title: `Sample: ${file.name}` }, asking, true);
      return { runId: run.runId };
    },
    forgetHost(hostId) {
      const releaseHash = releaseHosts.forget(hostId);
      if (releaseHash !== null && !releaseHosts.has(releaseHash))
        setTimeout(() => dismiss(releaseHash), keepSpareMs).unref();
    },
    endHost(hostId, reason) {
      releaseHosts.forget(hostId);
      hosts.end(hostId, reason);
    },
    idleHost(hostId, releaseHash, reason) {
      releaseHosts.forget(hostId);
      dismiss(releaseHash);
      hosts.endIdle(hostId, reason);
    },
    async spareFor(releaseHash) {
      // What cannot be prepared is refused, in words, when it is needed.
      const manifest = await keptManifest(places.releasesFolder, releaseHash).catch(() => null);
      if (manifest !== null && releaseHosts.has(releaseHash)) hosts.prepare(releaseHash, manifest);
    },
    async hostFor(releaseHash, isAnother = false) {
      try {
        await (isAnother ? releaseHosts.another(releaseHash) : releaseHosts.of(releaseHash));
      } catch (thrown) {
        const { error, againAfterMs } = failures.judge(releaseHash, thrown);
        log.error('an agent host could not start', { releaseHash, code: error.code, reason: error.message });
        // One more than there are is not tried again: it is asked for again while they are busy.
        if (againAfterMs !== null && !isAnother)
          return void setTimeout(() => void this.hostFor(releaseHash), againAfterMs);
        engine.tell({ kind: 'host-failed', releaseHash, error });
      }
    },
  };
}
