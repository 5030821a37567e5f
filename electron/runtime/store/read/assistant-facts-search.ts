import { fillers } from '../../assistant/words.ts';
import type { ConsoleFacts, SearchHit } from '../../assistant/facts.ts';
import type { Db } from '../open.ts';
import type { RunFactsPart } from './assistant-facts-runs.ts';
import { markEnd, markStart, passagesOf } from './marked-passages.ts';

/** Reports opened for one question; each gives its best passages. */
const mostReports = 6;
/** Approvals looked at for passages that differ: many of them say the same. */
const mostApprovals = 60;
/** Words of a question that are looked for. */
const mostWords = 12;

interface Match {
  readonly kind: SearchHit['kind'];
  readonly runId: string;
  readonly id: string;
  readonly label: string;
  readonly passage: string;
  readonly atMs: number;
}

/**
 * Full-text search: passages of reports first, the newest report first, then approvals and titles of runs. Matches
 * come by row and are not ranked, because ranking a common word reads every row that has it.
 */
export function createSearchFacts(db: Db, runs: Pick<RunFactsPart, 'listRuns'>): Pick<ConsoleFacts, 'searchText'> {
  const columns = 'kind, id, run_id AS runId, label, at_ms AS atMs';
  const reports = db.prepare(
    `SELECT ${columns}, highlight(search, 4, '${markStart}', '${markEnd}') AS passage
     FROM search WHERE search MATCH @match AND (@runId IS NULL OR run_id = @runId) ORDER BY rowid DESC LIMIT ${mostReports}`,
  );
  const approvals = db.prepare(
    `SELECT ${columns}, snippet(search, -1, '', '', '…', 32) AS passage
     FROM search WHERE search MATCH @match AND (@runId IS NULL OR run_id = @runId) ORDER BY rowid DESC LIMIT ${mostApprovals}`,
  );

  return {
    async searchText(query, { limit, runId }) {
      const words = wordsIn(query);
      if (words.length === 0) return [];
      const within = runId === undefined ? '' : ` AND run_id : ${quoted(runId)}`;
      const given = (kind: string): { match: string; runId: string | null } => ({
        match: `kind : ${quoted(kind)}${within} AND {label body} : (${words.map(quoted).join(' AND ')})`,
        runId: runId ?? null,
      });
      const hits: SearchHit[] = [];
      const told = new Set<string>();
      const tell = (match: Omit<Match, 'passage'>, excerpt: string): void => {
        if (hits.length >= limit || excerpt === '' || told.has(excerpt)) return;
        told.add(excerpt);
        const { kind, id, runId: itsRun, label, atMs } = match;
        hits.push({ kind, id, runId: itsRun, label, excerpt, atMs });
      };
      for (const match of reports.iterate(given('artifact')) as Iterable<Match>) {
        for (const passage of passagesOf(match.passage, { words, limit })) tell(match, passage);
        if (hits.length >= limit) return hits;
      }
      for (const match of approvals.all(given('approval')) as Match[]) tell(match, match.passage);
      if (hits.length >= limit || runId !== undefined) return hits;
      for (const run of await runs.listRuns({ title: words.join(' '), limit }))
        tell(
          { kind: 'run', id: run.runId, runId: run.runId, label: run.title, atMs: run.finishedAtMs ?? run.createdAtMs },
          run.title,
        );
      return hits;
    },
  };
}

/** The words that say something; all of them when none does. */
function wordsIn(query: string): readonly string[] {
  const words = query
    .toWellFormed()
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => word.slice(0, 64));
  const telling = words.filter((word) => !fillers.has(word.toLowerCase()));
  return (telling.length === 0 ? words : telling).slice(0, mostWords);
}

/** A string of the query language: inside the quotes nothing but a quote means anything, and that is doubled. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
