import { approvalStatuses, type ApprovalStatus, type ApprovalSummary } from '../../../../shared/domain/approval.ts';
import type { ApprovalFilter, ConsoleFacts, DecisionFact } from '../../assistant/facts.ts';
import { approvalSummary } from '../../engine/summaries.ts';
import { approvalFromRow, decisionFromRow } from '../effect-rows.ts';
import type { Db } from '../open.ts';
import { findIdsIn, mostScanned } from './id-parts.ts';

type Row = Record<string, unknown>;

export type ApprovalFactsPart = Pick<ConsoleFacts, 'listApprovals' | 'listWaiting' | 'listDecisions'>;

/** Waiting items looked at to put alike ones together: those that expire first. */
const mostGrouped = 10_000;
const titled = '(@title IS NULL OR instr(lower(title), @title) > 0)';
/** What a person decided, and what time decided; what the runtime took back by itself is no decision. */
const decided = "(decision.role <> 'system' OR decision.decision = 'expire')";

export function createApprovalFacts(db: Db): ApprovalFactsPart {
  const one = db.prepare('SELECT * FROM approval WHERE approval_id = ?');
  const counter = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  const ofStatus = db.prepare(
    `SELECT * FROM approval WHERE approval_id IN (
       SELECT approval_id FROM (SELECT approval_id, title FROM approval WHERE status = @status ORDER BY approval_id DESC LIMIT ${mostScanned})
       WHERE ${titled} LIMIT @limit)`,
  );
  const countTitled = db
    .prepare(
      `SELECT count(*) FROM (SELECT title FROM approval WHERE status = @status ORDER BY approval_id DESC LIMIT ${mostScanned}) WHERE ${titled}`,
    )
    .pluck();
  const inRun = `FROM approval WHERE run_id = @runId AND status IN (SELECT value FROM json_each(@statuses)) AND ${titled}`;
  const ofRun = db.prepare(`SELECT * ${inRun} ORDER BY approval_id DESC LIMIT @limit`);
  const countOfRun = db.prepare(`SELECT count(*) ${inRun}`).pluck();
  const groups = db.prepare(
    `SELECT approval_id AS approvalId, count(*) AS n, min(expires_at_ms) AS soonest FROM (
       SELECT approval_id, fingerprint, expires_at_ms FROM approval
       WHERE status IN ('pending', 'partly-approved') ORDER BY expires_at_ms LIMIT ${mostGrouped})
     GROUP BY fingerprint ORDER BY soonest, approval_id LIMIT @limit`,
  );
  const groupsOfRun = db.prepare(
    `SELECT approval_id AS approvalId, count(*) AS n, min(expires_at_ms) AS soonest FROM (
       SELECT approval_id, fingerprint, expires_at_ms FROM approval
       WHERE run_id = @runId AND status IN ('pending', 'partly-approved') LIMIT ${mostGrouped})
     GROUP BY fingerprint ORDER BY soonest, approval_id LIMIT @limit`,
  );
  const window = `decision.at_ms >= @sinceMs AND decision.at_ms < @beforeMs AND ${decided}`;
  const latest = db.prepare(
    `SELECT decision.* FROM (SELECT * FROM decision ORDER BY decision_id DESC LIMIT ${mostScanned}) AS decision
     JOIN approval USING (approval_id) WHERE ${window} AND (@title IS NULL OR instr(lower(approval.title), @title) > 0)
     LIMIT @limit`,
  );
  const ofItems = db.prepare(
    `SELECT decision.* FROM decision WHERE approval_id IN (SELECT value FROM json_each(@approvals)) AND ${window}
     ORDER BY decision_id DESC LIMIT @limit`,
  );
  const itemsOfRuns = db
    .prepare(
      `SELECT approval_id FROM approval WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY approval_id DESC LIMIT ${mostScanned}`,
    )
    .pluck();
  const findApprovals = findIdsIn(db, { name: 'approval', id: 'approval_id', index: 'approval_inbox' });
  const findRuns = findIdsIn(db, { name: 'run', id: 'run_id', index: 'run_agent' });

  function summaryOf(approvalId: string): ApprovalSummary | null {
    const row = one.get(approvalId);
    return row === undefined ? null : approvalSummary(approvalFromRow(row as Row));
  }

  function count(status: ApprovalStatus): number {
    return (counter.get(`approval:${status}`) as number | undefined) ?? 0;
  }

  function byId(part: string, filter: ApprovalFilter): readonly ApprovalSummary[] {
    return findApprovals(part, mostScanned)
      .values()
      .map(summaryOf)
      .filter((item) => item !== null)
      .filter((item) => fits(item, filter))
      .take(mostScanned)
      .toArray();
  }

  return {
    async listApprovals(filter) {
      const { idPart, runId, limit, statuses = approvalStatuses } = filter;
      if (idPart !== undefined) {
        const found = byId(idPart, filter);
        return { items: found.slice(0, limit), total: found.length };
      }
      const title = filter.title?.toLowerCase() ?? null;
      if (runId !== undefined) {
        const given = { runId, title, statuses: JSON.stringify(statuses), limit };
        return { items: itemsFrom(ofRun.all(given)), total: countOfRun.get(given) as number };
      }
      const items = itemsFrom(statuses.flatMap((status) => ofStatus.all({ status, title, limit })));
      const totals = statuses.map((status) =>
        title === null ? count(status) : (countTitled.get({ status, title }) as number),
      );
      return {
        items: items.toSorted(newestFirst).slice(0, limit),
        total: totals.reduce((sum, of) => sum + of, 0),
      };
    },
    async listWaiting({ runId, limit }) {
      const rows = (runId === undefined ? groups.all({ limit }) : groupsOfRun.all({ runId, limit })) as {
        approvalId: string;
        n: number;
      }[];
      const given = { runId, title: null, statuses: '["pending","partly-approved"]' };
      return {
        groups: rows.flatMap(({ approvalId, n }) => {
          const first = summaryOf(approvalId);
          return first === null ? [] : [{ first, count: n }];
        }),
        total: runId === undefined ? count('pending') + count('partly-approved') : (countOfRun.get(given) as number),
      };
    },
    async listDecisions({ title, idPart, sinceMs = 0, beforeMs = Number.MAX_SAFE_INTEGER, limit }) {
      const given = { sinceMs, beforeMs, limit };
      let rows: unknown[];
      if (idPart === undefined) rows = latest.all({ ...given, title: title?.toLowerCase() ?? null });
      else {
        const runs = JSON.stringify(findRuns(idPart, 20));
        const approvals = [...findApprovals(idPart, 20), ...(itemsOfRuns.all(runs) as string[])];
        rows = ofItems.all({ ...given, approvals: JSON.stringify(approvals) });
      }
      return rows.flatMap((row): DecisionFact[] => {
        const decision = decisionFromRow(row as Row);
        const approval = summaryOf(decision.approvalId);
        if (approval === null) return [];
        const isNamed = title === undefined || approval.title.toLowerCase().includes(title.toLowerCase());
        return isNamed ? [{ decision, approval }] : [];
      });
    },
  };
}

function itemsFrom(rows: readonly unknown[]): readonly ApprovalSummary[] {
  return rows.map((row) => approvalSummary(approvalFromRow(row as Row)));
}

function newestFirst(one: ApprovalSummary, other: ApprovalSummary): number {
  return one.approvalId < other.approvalId ? 1 : -1;
}

function fits(item: ApprovalSummary, { statuses, runId, title }: ApprovalFilter): boolean {
  return (
    (statuses === undefined || statuses.includes(item.status)) &&
    (runId === undefined || item.runId === runId) &&
    (title === undefined || item.title.toLowerCase().includes(title.toLowerCase()))
  );
}
