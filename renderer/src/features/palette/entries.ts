import type { Command } from '../../commands/command.ts';
import type { Found } from '../../stores/search.ts';
import { go } from '../../stores/route.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly note: string;
  readonly keys: string | null;
  readonly whyNot: string | null;
  readonly run: () => void;
}

/** What the palette lists for a text: commands that match, then runs, approvals and agents that were found. */
export function paletteEntries(commands: readonly Command[], text: string, found: Found): PaletteEntry[] {
  const words = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matches = commands
    .filter((command) => command.isKeyOnly !== true)
    .filter((command) => words.every((word) => `${command.group} ${command.title}`.toLowerCase().includes(word)));
  return [
    ...matches.map((command) => ({
      id: `command-${command.id}`,
      title: command.title,
      group: command.group,
      note: '',
      keys: command.keys[0] ?? null,
      whyNot: command.whyNot?.() ?? null,
      run: command.run,
    })),
    ...found.runs.map((run) =>
      entry('Runs', run.runId, run.title, run.status, () => go({ page: 'run', runId: run.runId, tab: null })),
    ),
    ...found.approvals.map((item) =>
      entry('Approvals', item.approvalId, item.title, item.status, () =>
        go({ page: 'inbox', approvalId: item.approvalId }),
      ),
    ),
    ...found.agents.map((agent) =>
      entry('Agents', agent.agentId, agent.title, agent.version, () =>
        go({ page: 'agents', agentId: agent.agentId, isStarting: false }),
      ),
    ),
  ];
}

function entry(group: string, id: string, title: string, note: string, run: () => void): PaletteEntry {
  return { id: `${group}-${id}`, title, group, note, keys: null, whyNot: null, run };
}
