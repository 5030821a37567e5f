import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { Asking } from '../engine/command.ts';
import { plainText } from '../hosts/journal-values.ts';
import { readEdited, readEditedObject } from './edited-json.ts';
import type { EngineLine } from './engine-line.ts';
import type { ReadLine } from './read-line.ts';

/** Runs made from other runs: what a person edited is read and checked before the engine makes them. */
export interface RestartsDesk {
  forkRun(input: MethodArguments<'run.fork'>, asking: Asking): Promise<RunSummary>;
  extendRun(input: MethodArguments<'run.extend'>, asking: Asking): Promise<RunSummary>;
}

export interface RestartsDeskOptions {
  readonly engine: EngineLine;
  readonly screens: ReadLine;
  readonly agentOf: (agentId: string) => Promise<AgentSummary>;
  /** Throws what does not meet the agent's contract. */
  readonly meets: (agent: AgentSummary, values: Readonly<Record<string, unknown>>) => void;
}

interface Shown {
  readonly run: RunSummary;
  readonly input: Readonly<Record<string, unknown>>;
}

export function createRestartsDesk({ engine, screens, agentOf, meets }: RestartsDeskOptions): RestartsDesk {
  /** Checked here when the run's release is the one in force; its host checks it anyway. */
  async function check(runId: string, inputOf: (shown: Shown) => Readonly<Record<string, unknown>>): Promise<void> {
    const shown = (await screens.ask('run.show', { runId })) as Shown;
    const agent = await agentOf(shown.run.agentId);
    if (agent.releaseHash === shown.run.releaseHash) meets(agent, inputOf(shown));
  }

  return {
    async forkRun(input, asking) {
      const edited: { input?: string; result?: string } = {};
      if (input.input !== undefined) {
        const values = readEditedObject(input.input, 'The edited input');
        await check(input.runId, () => values);
        edited.input = JSON.stringify(values);
      }
      if (input.result !== undefined)
        edited.result = plainText(JSON.stringify(readEdited(input.result, 'The edited result')));
      return (await engine.call({ method: 'run.fork', input: { ...input, ...edited }, ...asking })) as RunSummary;
    },
    async extendRun(input, asking) {
      const further = readEditedObject(input.input, 'The further input');
      await check(input.runId, (shown) => ({ ...shown.input, ...further }));
      const given = { ...input, input: JSON.stringify(further) };
      return (await engine.call({ method: 'run.extend', input: given, ...asking })) as RunSummary;
    },
  };
}
