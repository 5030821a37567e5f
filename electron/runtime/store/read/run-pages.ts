import { finalRunStatuses, type RunStatus } from '../../../../shared/domain/run.ts';
import type { MethodArguments } from '../../../../shared/ipc/methods.ts';
import type { Db } from '../open.ts';

type RunFilter = MethodArguments<'run.list'>['filter'];

export interface RunPage {
  /** Newest first. */
  readonly runIds: readonly string[];
  /** What to go on after; null at the end. A page that looks for words may be short, or empty, before the end. */
  readonly next: string | null;
}

/** Rows of an index looked at for words at first, doubled until a page is full: what is common is found at once. */
const firstWindow = 2_000;
/** Rows a call looks at in all; the next call goes on from there. Where only the wide rows have the words, fewer. */
const mostScanned = 50_000;
const mostRead = 5_000;
/** Greater than any id. */
const newest = '~';

/** One index that holds some of the runs in the order of their ids. */
interface Source {
  readonly rows: string;
  readonly given: Readonly<Record<string, string>>;
  /** Whether the index has the title too. */
  readonly hasTitle: boolean;
}

/** What was found of one source down to `edge`, the last id looked at; '' when it was looked through. */
interface Found {
  readonly ids: readonly string[];
  readonly edge: string;
}

/**
 * Pages of runs by keys: a filter becomes a few ranges of an index, each read from the key on and merged by id, so that
 * no page costs more on a million runs than on a hundred.
 */
export function createRunPages(db: Db): (filter: RunFilter, after: string | undefined, limit: number) => RunPage {
  const agents = db.prepare('SELECT agent_id FROM agent ORDER BY agent_id').pluck();

  function sourcesOf({ agentId, status = [], text = '', parentId, letters }: RunFilter): readonly Source[] {
    if (letters !== undefined) return [few(openLetters, agentId, status)];
    if (parentId !== undefined) return [children(parentId, agentId, status)];
    const ofAgents = (): readonly string[] => (agentId === undefined ? (agents.all() as string[]) : [agentId]);
    if (status.length > 0)
      return [...new Set(status)].flatMap((one) =>
        finalRunStatuses.has(one) ? ofAgents().map((agent) => ended(one, agent)) : [live(one, agentId)],
      );
    if (agentId === undefined && text === '') return [{ rows: 'FROM run WHERE true', given: {}, hasTitle: true }];
    return ofAgents().map((agent) => ({
      rows: 'FROM run INDEXED BY run_agent WHERE agent_id = @agent',
      given: { agent },
      hasTitle: true,
    }));
  }

  function read({ rows, given }: Source, after: string, window: number): Found {
    const ids = db
      .prepare(`SELECT run_id ${rows} AND run_id < @after ORDER BY run_id DESC LIMIT @window`)
      .pluck()
      .all({ ...given, after, window }) as string[];
    return { ids, edge: ids.length < window ? '' : (ids.at(-1) ?? '') };
  }

  function look({ rows, given, hasTitle }: Source, words: string, after: string, window: number): Found {
    const range = { ...given, after };
    const looked = hasTitle
      ? `SELECT run_id FROM (SELECT run_id, title ${rows} AND run_id < @after ORDER BY run_id DESC LIMIT @window)`
      : `SELECT run_id FROM (SELECT run_id ${rows} AND run_id < @after ORDER BY run_id DESC LIMIT @window) JOIN run USING (run_id)`;
    const ids = db
      .prepare(`${looked} WHERE title LIKE @words ESCAPE '\\' OR run_id LIKE @words ESCAPE '\\'`)
      .pluck()
      .all({ ...range, window, words }) as string[];
    const edge = db
      .prepare(`SELECT run_id ${rows} AND run_id < @after ORDER BY run_id DESC LIMIT 1 OFFSET @last`)
      .pluck()
      .get({ ...range, last: window - 1 }) as string | undefined;
    return { ids, edge: edge ?? '' };
  }

  return (filter, after = newest, limit) => {
    const sources = sourcesOf(filter);
    const { text = '' } = filter;
    if (text === '') return pageOf(merge(sources.map((source) => read(source, after, limit + 1))), limit);
    const words = like(text);
    const most = sources.every((source) => source.hasTitle) ? mostScanned : mostRead;
    const found: string[] = [];
    let edge = after;
    for (let scanned = 0, window = firstWindow; found.length <= limit && edge !== '' && scanned < most;) {
      const each = Math.ceil(window / Math.max(1, sources.length));
      const merged = merge(sources.map((source) => look(source, words, edge, each)));
      found.push(...merged.ids);
      ({ edge } = merged);
      scanned += window;
      window *= 2;
    }
    return pageOf({ ids: found, edge }, limit);
  };
}

/** What one run has started is a few, so that the rest of the filter may be looked at row by row. */
function children(parent: string, agent: string | undefined, status: readonly RunStatus[]): Source {
  const source = few(
    "FROM run INDEXED BY run_parent WHERE parent IS NOT NULL AND json_extract(parent, '$.runId') = @parent",
    agent,
    status,
  );
  return { ...source, given: { ...source.given, parent } };
}

/** Runs that were given up and not settled; few, beside all there are. */
const openLetters =
  'FROM run WHERE run_id IN (SELECT run_id FROM dead_letter INDEXED BY dead_letter_open WHERE settled_at_ms IS NULL)';

/** A few rows, of which the rest of the filter is looked at one by one. */
function few(from: string, agent: string | undefined, status: readonly RunStatus[]): Source {
  const names = status.map((_, index) => `@status${index}`).join(', ');
  const rows = [
    from,
    ...(agent === undefined ? [] : ['agent_id = @agent']),
    ...(status.length === 0 ? [] : [`status IN (${names})`]),
  ].join(' AND ');
  const values = {
    ...(agent === undefined ? {} : { agent }),
    ...Object.fromEntries(status.map((one, index) => [`status${index}`, one])),
  };
  return { rows, given: values, hasTitle: true };
}

/** Runs of a status in which nothing more happens; there may be a million of one agent. */
function ended(status: RunStatus, agent: string): Source {
  const rows =
    'FROM run INDEXED BY run_done WHERE status = @status AND agent_id = @agent AND finished_at_ms IS NOT NULL';
  return { rows, given: { status, agent }, hasTitle: false };
}

/** Runs of any other status; the index names their agents, so those of others are passed over in it. */
function live(status: RunStatus, agent: string | undefined): Source {
  const rows = 'FROM run INDEXED BY run_live WHERE status = @status AND finished_at_ms IS NULL';
  return agent === undefined
    ? { rows, given: { status }, hasTitle: false }
    : { rows: `${rows} AND agent_id = @agent`, given: { status, agent }, hasTitle: false };
}

/** Down to the highest edge everything is known; what a source has found below it is found again by the next page. */
function merge(found: readonly Found[]): Found {
  const edge = found.reduce((highest, one) => (one.edge > highest ? one.edge : highest), '');
  const ids = found.flatMap((one) => one.ids).filter((id) => id >= edge);
  return { ids: ids.toSorted().toReversed(), edge };
}

function pageOf({ ids, edge }: Found, limit: number): RunPage {
  const runIds = ids.slice(0, limit);
  if (ids.length > limit) return { runIds, next: runIds.at(-1) ?? null };
  return { runIds, next: edge === '' ? null : edge };
}

/** A pattern that finds these words wherever they stand. */
export function like(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
