import { urgencySql } from '../../../../shared/domain/approval-risk.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { approvalSummary } from '../../engine/summaries.ts';
import { approvalFromRow } from '../effect-rows.ts';
import type { Profile } from '../../../../shared/domain/person.ts';
import type { Db } from '../open.ts';
import { createWorkspaceStore } from '../workspace-store.ts';
import { approvalWhere, type Where } from './approval-where.ts';

type Row = Record<string, unknown>;
type Order = MethodArguments<'approval.list'>['order'];

export interface ApprovalLists {
  list(input: MethodArguments<'approval.list'>): MethodOutput<'approval.list'>;
  count(input: MethodArguments<'approval.count'>): MethodOutput<'approval.count'>;
}

/** How far what no maintained count knows is counted. */
const mostCounted = 100_000;
const mostOfMany = 10_000;
const mostSorted = 5_000;

/** What rows are ordered by, the first first; ties go by id, which is by age. */
const keys: Readonly<Record<Exclude<Order, 'oldest'>, string>> = {
  urgency: urgencySql,
  newest: '(coalesce(decided_at_ms, created_at_ms))',
};

/**
 * The lists of the inbox. Each page begins behind the last row of the one before, by the key it was ordered by and its
 * id; `urgency` changes as time goes by, so the moment a list was begun at is part of its places.
 */
export function createApprovalLists(db: Db, now: () => AtMs): ApprovalLists {
  const counter = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  const cursor = db.prepare("SELECT value FROM meta WHERE key = 'event-head'").pluck();
  const workspace = createWorkspaceStore(db);
  // It keeps what it has read, and here others write.
  const people = (): readonly Profile[] => {
    workspace.forget();
    return workspace.people();
  };

  function countOf(where: Where, status: readonly string[], most: number): number {
    if (!where.isNarrowed) return withStatus(status);
    const counted = db.prepare(`SELECT count(*) FROM (SELECT 1 FROM approval WHERE ${where.sql} LIMIT ${most})`);
    return counted.pluck().get(...where.given) as number;
  }

  /** Of very many the last ones are walked to; of a few, or by what they put at stake, all that have the status are sorted. */
  function walkedBy(order: Order, status: readonly string[]): string {
    return order === 'newest' && withStatus(status) > mostSorted ? 'INDEXED BY approval_latest' : '';
  }

  function withStatus(status: readonly string[]): number {
    return status.reduce((sum, one) => sum + ((counter.get(`approval:${one}`) as number | undefined) ?? 0), 0);
  }

  function page(where: Where, input: MethodArguments<'approval.list'>, nowMs: AtMs) {
    const { order, after, limit, status } = input;
    const place = after === undefined ? null : readPlace(order, after);
    if (order === 'oldest') {
      const from = place === null ? '' : 'AND approval_id > ?';
      const rows = db
        .prepare(`SELECT * FROM approval WHERE ${where.sql} ${from} ORDER BY approval_id LIMIT ?`)
        .all(...where.given, ...(place === null ? [] : [place.id]), limit + 1) as Row[];
      return { rows, placeOf: (row: Row) => String(row['approval_id']) };
    }
    const asOfMs = place?.asOfMs ?? nowMs;
    const from = place === null ? '' : 'WHERE key < ? OR (key = ? AND approval_id > ?)';
    const bound = order === 'urgency' ? [asOfMs] : [];
    const rows = db
      .prepare(
        `SELECT * FROM (SELECT *, ${keys[order]} AS key FROM approval ${walkedBy(order, status)} WHERE ${where.sql}) ${from}
         ORDER BY key DESC, approval_id LIMIT ?`,
      )
      .all(...bound, ...where.given, ...(place === null ? [] : [place.key, place.key, place.id]), limit + 1) as Row[];
    return { rows, placeOf: (row: Row) => `${order}.${asOfMs}.${Number(row['key'])}.${String(row['approval_id'])}` };
  }

  return {
    list(input) {
      const nowMs = now();
      // Every page of a list is of the moment its first one was read at, what is about to expire included.
      const asOfMs = input.after === undefined ? nowMs : (readPlace(input.order, input.after).asOfMs ?? nowMs);
      const where = approvalWhere(input, { nowMs: asOfMs, people });
      const { rows, placeOf } = page(where, input, asOfMs);
      const shown = rows.slice(0, input.limit);
      const last = shown.at(-1);
      return {
        approvals: shown.map((row) => approvalSummary(approvalFromRow(row))),
        next: rows.length > input.limit && last !== undefined ? placeOf(last) : null,
        total: countOf(where, input.status, mostCounted),
        cursor: String(cursor.get()),
      };
    },
    count({ filters }) {
      const nowMs = now();
      return {
        counts: filters.map((filter) => countOf(approvalWhere(filter, { nowMs, people }), filter.status, mostOfMany)),
      };
    },
  };
}

interface Place {
  readonly asOfMs: AtMs | null;
  readonly key: number;
  readonly id: string;
}

function readPlace(order: Order, after: string): Place {
  if (order === 'oldest') return { asOfMs: null, key: 0, id: after };
  const [, stated, asOf, key, id] = /^([a-z]+)\.(\d{1,16})\.(\d{1,16})\.(.+)$/.exec(after) ?? [];
  if (stated !== order || id === undefined)
    throw new LanekeeperError('invalid-input', 'This place is of a list in another order; nothing was read.', {
      hint: 'Read the list again from its beginning.',
    });
  return { asOfMs: Number(asOf), key: Number(key), id };
}
