import Database from 'better-sqlite3';
import { mkdirSync, openSync, closeSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Invariant } from './finding.ts';
import type { Ledger } from './ledger.ts';
import type { Row } from './store.ts';

/** A violation put into a copy of a sound store; the checker must name its invariant. */
interface Planted {
  readonly invariant: Invariant;
  readonly what: string;
  /** Changes the copy, or the ledger it is held against. */
  plant(copy: Copy): void;
}

export interface Copy {
  readonly folder: string;
  readonly db: Database.Database;
  ledger: Ledger;
}

const oneSent = "(SELECT effect_id FROM effect WHERE status = 'done' ORDER BY effect_id LIMIT 1)";
const oneExecuted = "(SELECT approval_id FROM approval WHERE status = 'executed' ORDER BY approval_id LIMIT 1)";

export const violations: readonly Planted[] = [
  {
    invariant: 'I1',
    what: 'an acknowledged command is gone',
    plant: (copy) => {
      const row = copy.db
        .prepare("DELETE FROM command WHERE method = 'run.start' RETURNING command_id, reply")
        .get() as Row;
      const { runId } = JSON.parse(String(row['reply'])) as { runId: string };
      const command = { commandId: String(row['command_id']), method: 'run.start', runId };
      copy.ledger = { ...copy.ledger, acknowledged: [...copy.ledger.acknowledged, command] };
    },
  },
  {
    invariant: 'I1',
    what: 'a command is stored as answered and has no event',
    plant: ({ db }) =>
      db.exec(
        "INSERT INTO command (command_id, method, reply, at_ms) VALUES ('planted', 'run.start', '{\"runId\":\"planted\"}', 1)",
      ),
  },
  {
    invariant: 'I2',
    what: 'an effect that ran has no intent',
    plant: ({ db }) => db.exec(`UPDATE effect SET intent_at_ms = NULL WHERE effect_id = ${oneSent}`),
  },
  {
    invariant: 'I2',
    what: 'a gated effect that ran has no grant',
    plant: ({ db }) => db.exec(`DELETE FROM grant_row WHERE effect_id = ${oneSent}`),
  },
  {
    invariant: 'I3',
    what: 'something was sent that no effect knows of',
    plant: ({ folder }) => {
      mkdirSync(join(folder, 'outbox'), { recursive: true });
      writeFileSync(join(folder, 'outbox', `${'f'.repeat(40)}.eml`), 'planted\r\n');
    },
  },
  {
    invariant: 'I3',
    what: 'a customer was credited, and no effect asked for it',
    plant: ({ folder }) => {
      const records = new Database(join(folder, 'records.db'));
      records.exec(`CREATE TABLE IF NOT EXISTS credit (key, customer, currency, number, micros, balance, reason, reverses, at_ms);
        INSERT INTO credit VALUES ('planted', 'C-1', 'EUR', 1, 5000000, 5000000, 'planted', NULL, 1)`);
      records.close();
    },
  },
  {
    invariant: 'I3',
    what: 'one key arrived twice',
    plant: (copy) => {
      const key = copy.db.prepare(`SELECT effect_key FROM effect WHERE effect_id = ${oneSent}`).pluck().get() as string;
      copy.ledger = { ...copy.ledger, mail: { ...copy.ledger.mail, [key]: 2 } };
    },
  },
  {
    invariant: 'I4',
    what: 'the bytes that ran are not those that were approved',
    plant: ({ db }) =>
      db.exec(`UPDATE effect SET envelope = replace(envelope, '{', '{ ') WHERE effect_id = ${oneSent}`),
  },
  {
    invariant: 'I4',
    what: 'the approval is for another hash',
    plant: ({ db }) =>
      db.exec(`UPDATE approval SET envelope_hash = '${'0'.repeat(64)}' WHERE approval_id = ${oneExecuted}`),
  },
  {
    invariant: 'I5',
    what: 'a run is running under an earlier owner',
    plant: (copy) => {
      copy.db.exec("UPDATE run SET status = 'running', owner_epoch = 0 WHERE run_id = (SELECT min(run_id) FROM run)");
      copy.ledger = { ...copy.ledger, isRecovered: true };
    },
  },
  {
    invariant: 'I5',
    what: 'an entry was written again after its end, as by a stale activation',
    plant: ({ db }) =>
      db.exec(`INSERT INTO journal (run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, error,
        duration_ms, due_at_ms, at_ms, sdk_version) SELECT run_id, (SELECT max(ord) + 1 FROM journal_all AS j WHERE j.run_id = journal_all.run_id), lineage_id, path,
        kind, name, args_hash, phase, attempt, result, error, duration_ms, due_at_ms, at_ms, sdk_version
        FROM journal_all WHERE phase = 'done' ORDER BY run_id, ord LIMIT 1`),
  },
  {
    invariant: 'I5',
    what: 'a queue has more at work than it allows',
    plant: ({ db }) =>
      db.exec(`UPDATE queue SET concurrency = 0; UPDATE run SET status = 'running', activation = 1, finished_at_ms = NULL,
        owner_epoch = (SELECT value FROM meta WHERE key = 'owner-epoch') WHERE run_id = (SELECT min(run_id) FROM run)`),
  },
  {
    invariant: 'I6',
    what: 'an audit event was changed',
    plant: ({ db }) =>
      db.exec(`UPDATE audit SET bytes = replace(bytes, '"v":1', '"v":2') WHERE seq = (SELECT max(seq) / 2 FROM audit)`),
  },
  {
    invariant: 'I6',
    what: 'the log differs from a checkpoint exported earlier',
    plant: (copy) => {
      const head = 'e'.repeat(64);
      copy.ledger = { ...copy.ledger, exported: [...copy.ledger.exported, { events: 2, head, root: head }] };
    },
  },
  {
    invariant: 'I7',
    what: 'an executed item was also rejected',
    plant: ({ db }) =>
      db.exec(`INSERT INTO decision (decision_id, approval_id, envelope_hash, decision, meaning, person_id, printed_name, role,
        reason, auth, self_initiated, at_ms, expires_at_ms) SELECT 'z-planted', approval_id, envelope_hash, 'reject', meaning, person_id, printed_name, role, reason,
        auth, self_initiated, at_ms, expires_at_ms FROM decision WHERE approval_id = ${oneExecuted} LIMIT 1`),
  },
  {
    invariant: 'I7',
    what: 'an executed item was never decided',
    plant: ({ db }) => db.exec(`DELETE FROM decision WHERE approval_id = ${oneExecuted}`),
  },
  {
    invariant: 'I7',
    what: 'a batch says that it approved what nobody approved',
    plant: ({ db }) =>
      db.exec(`INSERT INTO bulk_job (job_id, verb, params, person_id, by_person, reason, status, total, applied, ignored,
        created_at_ms, finished_at_ms) VALUES ('planted', 'approve', '{}', 'nobody', 'Nobody', '', 'done', 1, 1, 0, 1, 2);
        INSERT INTO bulk_set (job_id, items) VALUES ('planted', ${oneExecuted});
        INSERT INTO bulk_item (job_id, n, subject_id, status, reason) VALUES ('planted', 0, ${oneExecuted}, 'applied', '')`),
  },
  {
    invariant: 'I8',
    what: 'a call cost something and no ledger has it',
    plant: ({ db }) =>
      db.exec(`INSERT INTO journal (run_id, ord, lineage_id, path, kind, name, args_hash, phase, attempt, result, error,
        duration_ms, due_at_ms, at_ms, sdk_version) SELECT run_id, max(ord) + 1, lineage_id, 'planted/0', 'model', 'planted', '', 'done', 1,
        '{"usage":{"totalTokens":7}}', NULL, 1, NULL, 1, 1 FROM journal_all GROUP BY run_id LIMIT 1`),
  },
  {
    invariant: 'I8',
    what: 'a line of the ledger is gone',
    plant: ({ db }) => db.exec("DELETE FROM call WHERE kind = 'effect' AND line_id = (SELECT min(line_id) FROM call)"),
  },
  {
    invariant: 'I8',
    what: 'a run says it spent one call more than its lines',
    plant: ({ db }) =>
      db.exec(
        "UPDATE run SET spent = json_set(spent, '$.tool-calls', json_extract(spent, '$.tool-calls') + 1) WHERE effects_done > 0",
      ),
  },
  {
    invariant: 'I8',
    what: 'something stays reserved for a run that has ended',
    plant: ({ db }) =>
      db.exec(`INSERT INTO call (run_id, line_id, lineage_id, path, attempt, activation, kind, name, agent_id, lane, status,
        estimate, day, at_ms) SELECT run_id, 'planted', lineage_id, 'planted', 1, activation, 'step', 'planted', agent_id,
        lane, 'reserved', '{}', '', 1 FROM run WHERE finished_at_ms IS NOT NULL LIMIT 1`),
  },
  {
    invariant: 'I8',
    what: 'the sum that a budget is held against is off by one',
    plant: ({ db }) => db.exec("UPDATE usage SET used = used - 1 WHERE day = '' AND measure = 'tool-calls'"),
  },
  {
    invariant: 'I8',
    what: 'what a child used is not counted against the budget of who started it',
    plant: ({ db }) =>
      db.exec(`UPDATE run SET limits = json_array(json_object('measure', 'tool-calls', 'limit', 9, 'atLimit', 'ask',
        'from', 'start', 'ownerId', run_id)) WHERE run_id = (SELECT min(run_id) FROM run WHERE effects_done > 0)`),
  },
  {
    invariant: 'I9',
    what: 'a row names another that is not there',
    plant: ({ db }) => {
      db.pragma('foreign_keys = OFF');
      db.exec(`DELETE FROM effect WHERE effect_id = ${oneSent}`);
    },
  },
  {
    invariant: 'I9',
    what: 'a page of the database was overwritten',
    plant: ({ folder, db }) => {
      const page = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'effect'").pluck().get());
      const bytes = Number(db.pragma('page_size', { simple: true }));
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      const file = openSync(join(folder, 'lanekeeper.db'), 'r+');
      writeSync(file, Buffer.alloc(bytes, 0x5a), 0, bytes, (page - 1) * bytes);
      closeSync(file);
    },
  },
  {
    invariant: 'I9',
    what: 'a kept file is missing',
    plant: ({ folder, db }) => {
      const sha256 = db.prepare('SELECT min(sha256) FROM artifact').pluck().get() as string;
      rmSync(join(folder, 'artifacts', sha256.slice(0, 2), sha256));
    },
  },
  {
    invariant: 'I11',
    what: 'an action ran on a standing grant that nobody made',
    plant: ({ db }) =>
      db.exec(
        `UPDATE grant_row SET standing_grant = 'planted', standing_version = 1 WHERE approval_id = ${oneExecuted}`,
      ),
  },
  {
    invariant: 'I10',
    what: 'a maintained count is off by one',
    plant: ({ db }) => db.exec("UPDATE counter SET n = n + 1 WHERE name = 'approval:executed'"),
  },
  {
    invariant: 'I10',
    what: 'a wait is listed that no journal has',
    plant: ({ db }) =>
      db.exec(`INSERT INTO wait (run_id, path, lineage_id, kind, name, key, ord, at_ms)
        SELECT run_id, 'planted', lineage_id, 'signal', 'planted', '', 1, 1 FROM run LIMIT 1`),
  },
  {
    invariant: 'I10',
    what: 'a run is the child of one that has not started it',
    plant: ({ db }) =>
      db.exec(`UPDATE run SET parent = json_object('runId', run_id, 'path', '0', 'childId', run_id)
        WHERE run_id = (SELECT min(run_id) FROM run)`),
  },
  {
    invariant: 'I10',
    what: 'a run shows an effect that there is not',
    plant: ({ db }) => db.exec('UPDATE run SET effects_done = effects_done + 1 WHERE effects > 0'),
  },
];
