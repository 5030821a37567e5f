import type { z } from 'zod';
import { tiers } from '../../../../shared/domain/effect.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import type { approvalFilter } from '../../../../shared/ipc/approval-list-methods.ts';
import { canDecide } from '../../../../shared/domain/deciding-role.ts';

/** Of a row of `approval`: the person whose approval was the last word; null before the first. */
export const lastApprover = `(SELECT person_id FROM decision WHERE decision.approval_id = approval.approval_id
  AND decision = 'approve' ORDER BY decision_id DESC LIMIT 1)`;

/** The conditions of a filter over `approval`, and what is bound to them in their order. */
export interface Where {
  readonly sql: string;
  readonly given: readonly unknown[];
  /** More than statuses: the maintained counts do not know how many there are. */
  readonly isNarrowed: boolean;
}

export interface WhereWorld {
  readonly nowMs: AtMs;
  /** The role of a person; null: there is no such profile. */
  readonly roleOf: (personId: string) => string | null;
}

export function approvalWhere(filter: z.output<typeof approvalFilter>, { nowMs, roleOf }: WhereWorld): Where {
  const clauses = [`status IN (${marks(filter.status)})`];
  const given: unknown[] = [...filter.status];
  const add = (clause: string, ...values: unknown[]): void => {
    clauses.push(clause);
    given.push(...values);
  };
  const { runId, agentId, toolId, tier, fingerprint, approvedBy, decidableBy, text, currency } = filter;
  const { expiresInLess, expiresInMore, moneyOver, moneyUnder } = filter;
  if (runId !== undefined) add('run_id = ?', runId);
  if (agentId !== undefined) add('agent_id = ?', agentId);
  if (toolId !== undefined) add('tool_id = ?', toolId);
  if (tier !== undefined) add(`tier IN (${marks(tier)})`, ...tier);
  if (fingerprint !== undefined) add('fingerprint = ?', fingerprint);
  if (approvedBy !== undefined) add(`${lastApprover} = ?`, approvedBy);
  if (expiresInLess !== undefined) add('expires_at_ms < ?', nowMs + expiresInLess);
  if (expiresInMore !== undefined) add('expires_at_ms >= ?', nowMs + expiresInMore);
  if (moneyOver !== undefined) add('money_micros > ?', moneyOver);
  if (moneyUnder !== undefined) add('money_micros < ?', moneyUnder);
  if (currency !== undefined) add('money_currency = ?', currency);
  if (text !== undefined && text !== '') add('instr(lower(title), lower(?)) > 0', text);
  if (decidableBy !== undefined) {
    const role = roleOf(decidableBy) ?? '';
    const open = tiers.filter((one) => canDecide(role, one).allowed);
    add(`tier IN (${marks(open)})`, ...open);
    // Who has approved it waits for another; who had the run started does not decide where two people do (A13).
    add(
      `NOT (status = 'partly-approved' AND EXISTS (SELECT 1 FROM decision WHERE decision.approval_id = approval.approval_id
         AND decision = 'approve' AND person_id = ?))`,
      decidableBy,
    );
    add(
      "NOT (tier = 'gate-two' AND EXISTS (SELECT 1 FROM run WHERE run.run_id = approval.run_id AND started_by = ?))",
      decidableBy,
    );
  }
  return { sql: clauses.join(' AND '), given, isNarrowed: clauses.length > 1 };
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
