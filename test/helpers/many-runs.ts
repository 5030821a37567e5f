import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunStatus } from '../../shared/domain/run.ts';
import { sha256 } from '../../electron/runtime/json/canonical.ts';
import { firstIdAt } from '../../electron/runtime/store/read/id-parts.ts';
import { furnish, sampleRelease } from './sample-runs.ts';
import { openTestEngine, type TestEngine } from './test-engine.ts';

/** A store of very many runs: one agent has almost all, one a few, one hardly any; almost all have succeeded. */
export const agents = { most: 'ticket-review', some: 'archive', rare: 'month-end' } as const;
/** A word in the title of one run, the oldest but ten. */
export const needle = 'needle';

const firstAtMs = Date.UTC(2026, 0, 1);
const everyMs = 900;
const perTransaction = 20_000;

/** The id of the nth run; a later one has the greater id. */
export function runIdOf(n: number): string {
  const at = firstIdAt(firstAtMs + n * everyMs);
  return `${at}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function agentOf(n: number): string {
  if (n % 1000 === 7) return agents.rare;
  return n % 10 === 3 ? agents.some : agents.most;
}

export function statusOf(n: number): RunStatus {
  if (n % 200 === 11) return 'failed';
  if (n % 1000 === 17) return 'cancelled';
  if (n % 5000 === 77) return 'needs-attention';
  if (n % 5000 === 99) return 'waiting-approval';
  if (n % 10_000 === 101) return 'sleeping';
  return 'succeeded';
}

export function titleOf(n: number): string {
  return n === 10 ? `The ${needle} in the haystack` : `Ticket review: complaints of week ${n % 53}, part ${n}.csv`;
}

/** Writes so many runs into a store that has none, as a year of work would have left them. */
export async function fillRuns(made: TestEngine, count: number): Promise<void> {
  const { db } = made;
  await furnish(made.engine);
  const columns = db.pragma('table_info(run)') as { name: string; type: string; notnull: number }[];
  const insert = db.prepare(
    `INSERT INTO run (${columns.map(({ name }) => name).join(', ')}) VALUES (${columns.map(({ name }) => `@${name}`).join(', ')})`,
  );
  const common = Object.fromEntries(
    columns.map(({ name, type, notnull }) => [name, notnull === 0 ? null : type === 'TEXT' ? '' : 0]),
  );
  const addAgent = db.prepare('INSERT INTO agent (agent_id, release_hash, runs) VALUES (?, ?, ?)');
  for (const agentId of Object.values(agents)) addAgent.run(agentId, sampleRelease.releaseHash, 1);
  for (let from = 0; from < count; from += perTransaction)
    db.transaction(() => {
      for (let n = from; n < Math.min(count, from + perTransaction); n += 1) insert.run({ ...common, ...rowOf(n) });
    })();
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function rowOf(n: number): Readonly<Record<string, string | number | null>> {
  const status = statusOf(n);
  const atMs = firstAtMs + n * everyMs;
  const isLive = status === 'waiting-approval' || status === 'sleeping';
  return {
    run_id: runIdOf(n),
    engine_id: 'sqlite',
    lineage_id: runIdOf(n),
    agent_id: agentOf(n),
    agent_title: agentOf(n),
    release_hash: sampleRelease.releaseHash,
    status,
    lane: 'background',
    title: titleOf(n),
    started_by: 'ada',
    input: '{"columns":{"text":"narrative","id":"complaint_id"},"themes":12}',
    spent: '{}',
    limits: '[]',
    output: isLive ? null : '{"themes":12,"tickets":1000}',
    is_sample: n === 0 ? 1 : 0,
    created_at_ms: atMs,
    started_at_ms: atMs,
    finished_at_ms: isLive ? null : atMs + 500,
  };
}

/** A store of so many runs, made once for a schema and kept in the project's ignored cache. */
export async function keptRuns(count: number): Promise<string> {
  const cache = join(import.meta.dirname, '../../.cache/stores');
  const empty = openTestEngine();
  const schema = empty.db.prepare('SELECT group_concat(sql) FROM sqlite_schema').pluck().get() as string;
  empty.close();
  const folder = join(cache, `runs-${count}-${sha256(schema).slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const made = `${folder}.making`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  const engine = openTestEngine({ folder: made });
  await fillRuns(engine, count);
  engine.close();
  renameSync(made, folder);
  return folder;
}
