import type { RunStatus, RunSummary } from '../../../shared/domain/run.ts';
import type { ConsoleFacts, RunFilter } from './facts.ts';
import type { Slots } from './slots.ts';

/** What a question can be asked beside: the selected run, approval or agent. */
export interface About {
  readonly kind: 'run' | 'approval' | 'agent';
  readonly id: string;
}

export type ResolvedRun =
  | { readonly kind: 'one'; readonly run: RunSummary }
  /** Several fit; the newest first, three at most. */
  | { readonly kind: 'several'; readonly runs: readonly RunSummary[] }
  /** `sought` says what was looked for. */
  | { readonly kind: 'none'; readonly sought: string };

/** The run a question means: an id, a file or title, the last of an agent, the selected one, or the only one that fits. */
export async function resolveRun(
  facts: ConsoleFacts,
  named: { readonly slots: Slots; readonly about: About | null; readonly statuses?: readonly RunStatus[] },
): Promise<ResolvedRun> {
  const { slots, about } = named;
  const only = named.statuses === undefined ? {} : { statuses: named.statuses };
  if (slots.id !== null) return pick(await facts.listRuns({ idPart: slots.id, limit: 3 }), `an id like ${slots.id}`);
  const title = slots.file ?? (slots.agent === null ? slots.topic : null);
  if (title !== null) {
    const found = await facts.listRuns({ ...only, title, limit: 3 });
    // Several runs of the same file: the newest is meant, unless one is asked to change something.
    const newest = found[0];
    if (newest !== undefined && (named.statuses === undefined || found.length === 1))
      return { kind: 'one', run: newest };
    return pick(found, `a title like “${title}”`);
  }
  if (about?.kind === 'run' && slots.agent === null && slots.pointer !== 'latest') {
    const selected = await facts.showRun(about.id);
    if (selected !== null) return { kind: 'one', run: selected.run };
  }
  const filter: RunFilter = { ...(slots.agent === null ? {} : { agentId: slots.agent.agentId }), limit: 3 };
  const sought = slots.agent === null ? 'a run' : `a run of ${slots.agent.title}`;
  if (slots.pointer === 'latest' || named.statuses === undefined) {
    const [newest] = await facts.listRuns(filter);
    return newest === undefined ? { kind: 'none', sought } : { kind: 'one', run: newest };
  }
  return pick(await facts.listRuns({ ...filter, ...only }), `${sought} this could be done to`);
}

function pick(runs: readonly RunSummary[], sought: string): ResolvedRun {
  const [first, ...others] = runs;
  if (first === undefined) return { kind: 'none', sought };
  return others.length === 0 ? { kind: 'one', run: first } : { kind: 'several', runs: runs.slice(0, 3) };
}
