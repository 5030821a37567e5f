import type { MethodInput } from '../ipc/methods.ts';
import { runStatuses } from './run.ts';
import type { RunParent, RunStatus } from './run.ts';

/** A filter of runs, as read from its text form. */
export interface RunQuery {
  readonly agentId: string | null;
  readonly status: readonly RunStatus[];
  readonly words: string;
  /** Only runs that this one has started. */
  readonly parentId: string | null;
  /** Parts that mean nothing here, as they were typed. */
  readonly unknown: readonly string[];
}

/** Reads `agent:ticket-review status:failed some words`. */
export function parseRunQuery(text: string): RunQuery {
  let agentId: string | null = null;
  let parentId: string | null = null;
  const status: RunStatus[] = [];
  const words: string[] = [];
  const unknown: string[] = [];
  for (const part of text.split(/\s+/).filter((piece) => piece !== '')) {
    const [, key, value = ''] = /^([a-z]+):(.*)$/.exec(part) ?? [];
    if (key === undefined) words.push(part);
    else if (key === 'agent' && value !== '') agentId = value;
    else if (key === 'parent' && value !== '') parentId = value;
    else if (key === 'status' && isStatus(value)) status.push(value);
    else unknown.push(part);
  }
  return { agentId, status: [...new Set(status)], words: words.join(' '), parentId, unknown };
}

/** The chips of a filter, each with the text it stands for. */
export function queryParts(text: string): readonly string[] {
  return text.split(/\s+/).filter((piece) => piece !== '');
}

/** The filter as the runtime takes it. */
export function toRunFilter(query: RunQuery): MethodInput<'run.list'>['filter'] {
  return {
    ...(query.agentId === null ? {} : { agentId: query.agentId }),
    ...(query.status.length === 0 ? {} : { status: [...query.status] }),
    ...(query.words === '' ? {} : { text: query.words }),
    ...(query.parentId === null ? {} : { parentId: query.parentId }),
  };
}

/** Whether a run belongs to a filter, judged by what the list shows of it. */
export function matchesQuery(
  run: {
    readonly agentId: string;
    readonly status: RunStatus;
    readonly title: string;
    readonly runId: string;
    readonly parent: RunParent | null;
  },
  query: RunQuery,
): boolean {
  if (query.agentId !== null && run.agentId !== query.agentId) return false;
  if (query.parentId !== null && run.parent?.runId !== query.parentId) return false;
  if (query.status.length > 0 && !query.status.includes(run.status)) return false;
  const words = query.words.toLowerCase();
  return words === '' || run.title.toLowerCase().includes(words) || run.runId.includes(words);
}

function isStatus(value: string): value is RunStatus {
  return (runStatuses as readonly string[]).includes(value);
}
