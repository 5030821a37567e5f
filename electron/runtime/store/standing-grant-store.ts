import type { GrantUse } from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { GrantsAtHand, StandingGrantState, Used } from '../grants/grant-states.ts';
import type { Db } from './open.ts';
import { grantFromRow, grantToRow, useFromRow, useToRow, type Row } from './standing-grant-rows.ts';

/** Who moved a version, for its history; null: the runtime itself. */
export interface MovedBy {
  readonly personId: string;
  readonly printedName: string;
}

/** Standing grants and their uses. */
export interface StandingGrantStore extends GrantsAtHand {
  put(state: StandingGrantState, by: MovedBy | null): void;
  putUse(use: GrantUse): void;
  /** Granted and not sent. */
  reserved(): readonly GrantUse[];
  /** Versions whose time may run out by itself: those in force, proposed or suspended. */
  ending(): readonly StandingGrantState[];
  /** Drops what is kept in memory, after a rollback. */
  forget(): void;
}

export function createStandingGrantStore(
  db: Db,
  releaseInForce: (agentId: string) => string | null,
): StandingGrantStore {
  const versions = db.prepare('SELECT * FROM standing_grant WHERE grant_id = ? ORDER BY version DESC');
  const version = db.prepare('SELECT * FROM standing_grant WHERE grant_id = ? AND version = ?');
  const active = db.prepare("SELECT * FROM standing_grant WHERE status = 'active' ORDER BY grant_id");
  const ending = db.prepare("SELECT * FROM standing_grant WHERE status IN ('active', 'proposed', 'suspended')");
  const put = db.prepare(
    `INSERT INTO standing_grant (grant_id, version, status, cause, status_reason, agent_id, tool_id, terms, bound, hash,
       proposed_by, proposed_at_ms, decided_by, decided_at_ms, sample_key, created_by, created_at_ms, changed_at_ms)
     VALUES (@grantId, @version, @status, @cause, @statusReason, @agentId, @toolId, @terms, @bound, @hash,
       @proposedBy, @proposedAtMs, @decidedBy, @decidedAtMs, @sampleKey, @createdBy, @createdAtMs, @changedAtMs)
     ON CONFLICT DO UPDATE SET status = excluded.status, cause = excluded.cause, status_reason = excluded.status_reason,
       agent_id = excluded.agent_id, tool_id = excluded.tool_id, terms = excluded.terms, bound = excluded.bound,
       hash = excluded.hash, proposed_by = excluded.proposed_by, proposed_at_ms = excluded.proposed_at_ms,
       decided_by = excluded.decided_by, decided_at_ms = excluded.decided_at_ms, sample_key = excluded.sample_key,
       changed_at_ms = excluded.changed_at_ms`,
  );
  const move = db.prepare(
    `INSERT INTO standing_grant_move (grant_id, version, n, status, by_person, by_name, reason, hash, at_ms)
     SELECT @grantId, @version, (SELECT count(*) FROM standing_grant_move WHERE grant_id = @grantId AND version = @version) + 1,
       @status, @byPerson, @byName, @reason, @hash, @atMs`,
  );
  const use = db.prepare('SELECT * FROM grant_use WHERE effect_id = ?');
  const putUse = db.prepare(
    `INSERT INTO grant_use (effect_id, approval_id, run_id, lineage_id, envelope_hash, grant_id, version, status, micros, currency, note, at_ms)
     VALUES (@effectId, @approvalId, @runId, @lineageId, @envelopeHash, @grantId, @version, @status, @micros, @currency, @note, @atMs)
     ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note`,
  );
  const sums = `SELECT currency, count(*) AS n, total(status = 'used') AS sent, sum(micros) AS micros FROM grant_use
    WHERE grant_id = ? AND status IN ('reserved', 'used')`;
  const used = db.prepare(`${sums} AND version = ? GROUP BY currency`);
  const usedSince = db.prepare(`${sums} AND at_ms >= ? GROUP BY currency`);
  const reserved = db.prepare("SELECT * FROM grant_use WHERE status = 'reserved' ORDER BY effect_id");
  const lostSample = db.prepare(
    `SELECT 1 FROM grant_use JOIN effect USING (effect_id) WHERE grant_use.run_id = ? AND grant_use.grant_id = ?
       AND grant_use.status = 'sampled' AND effect.status = 'refused' AND effect.cause IN ('withdrawn', 'superseded') LIMIT 1`,
  );
  // A chain of continuations has the origin of its first run; a child has what is above its parent as well.
  const ofRepeated = db.prepare(
    `WITH RECURSIVE line (run_id, parent, chain_id, generation, origin) AS (
       SELECT run_id, parent, chain_id, generation, origin FROM run WHERE run_id = ?
       UNION SELECT run.run_id, run.parent, run.chain_id, run.generation, run.origin
       FROM line JOIN run ON run.run_id = json_extract(line.parent, '$.runId'))
     SELECT 1 FROM line LEFT JOIN run AS first ON first.run_id = line.chain_id
     WHERE line.generation > 1 OR 'fork' IN (json_extract(line.origin, '$.kind'), json_extract(first.origin, '$.kind')) LIMIT 1`,
  );
  let kept: readonly StandingGrantState[] | null = null;

  return {
    releaseInForce,
    versions: (grantId) => versions.all(grantId).map((row) => grantFromRow(row as Row)),
    version(grantId, wanted) {
      const row = version.get(grantId, wanted);
      return row === undefined ? null : grantFromRow(row as Row);
    },
    active: () => (kept ??= active.all().map((row) => grantFromRow(row as Row))),
    useOf(effectId) {
      const row = use.get(effectId);
      return row === undefined ? null : useFromRow(row as Row);
    },
    isOfRepeated: (runId) => ofRepeated.get(runId) !== undefined,
    lostSample: (grantId, runId) => lostSample.get(runId, grantId) !== undefined,
    used: (grantId, wanted) => usedOf(used.all(grantId, wanted) as Row[]),
    usedSince: (grantId, sinceMs: AtMs) => usedOf(usedSince.all(grantId, sinceMs) as Row[]),
    put(state, by) {
      put.run(grantToRow(state));
      move.run({
        grantId: state.grantId,
        version: state.version,
        status: state.status,
        byPerson: by?.personId ?? null,
        byName: by?.printedName ?? 'Lanekeeper',
        reason: state.statusReason,
        hash: state.hash,
        atMs: state.changedAtMs,
      });
      kept = null;
    },
    putUse: (state) => void putUse.run(useToRow(state)),
    reserved: () => reserved.all().map((row) => useFromRow(row as Row)),
    ending: () => ending.all().map((row) => grantFromRow(row as Row)),
    forget() {
      kept = null;
    },
  };
}

function usedOf(rows: readonly Row[]): Used {
  const sum = (field: string): number => rows.reduce((total, row) => total + Number(row[field]), 0);
  const money = rows.flatMap((row): [string, number][] =>
    row['currency'] === null ? [] : [[row['currency'] as string, Number(row['micros'])]],
  );
  return { count: sum('n'), sent: sum('sent'), money: Object.fromEntries(money) };
}
