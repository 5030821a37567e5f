import type { z } from 'zod';
import { isAway } from '../../../../shared/domain/duty.ts';
import { tiers } from '../../../../shared/domain/effect.ts';
import type { Profile } from '../../../../shared/domain/person.ts';
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
  readonly people: () => readonly Pick<Profile, 'personId' | 'role' | 'absence'>[];
}

export function approvalWhere(filter: z.output<typeof approvalFilter>, { nowMs, people }: WhereWorld): Where {
  const clauses = [`status IN (${marks(filter.status)})`];
  const given: unknown[] = [...filter.status];
  const add = (clause: string, ...values: unknown[]): void => {
    clauses.push(clause);
    given.push(...values);
  };
  const { runId, agentId, toolId, tier, fingerprint, approvedBy, decidableBy, notSnoozedBy, text, currency } = filter;
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
    const everybody = people();
    const role = everybody.find(({ personId }) => personId === decidableBy)?.role ?? '';
    const open = tiers.filter((one) => canDecide(role, one).allowed);
    const asked = canDecide(role, 'gate-two', [role]).allowed ? role : '';
    add(
      `(tier IN (${marks(open)})
        OR (instr(approvers, '"roles":[]') = 0 AND EXISTS (SELECT 1 FROM json_each(nullif(approvers, ''), '$.roles') WHERE value = ?)))`,
      ...open,
      asked,
    );
    // What `addressedTo` calls for others is left out. Nearly all is addressed to nobody, which is told without reading it.
    const own = [`person:${decidableBy}`, `role:${role}`, ...everybody.flatMap(placeTakenBy(decidableBy, nowMs))];
    add(
      `(instr(duty, '"assignedTo":[]') > 0 OR duty = '{}'
        OR EXISTS (SELECT 1 FROM json_each(duty, '$.assignedTo') WHERE value IN (${marks(own)}))
        OR (duty ->> '$.delegation.to' = ? AND duty ->> '$.delegation.untilMs' > ?))`,
      ...own,
      decidableBy,
      nowMs,
    );
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
  if (notSnoozedBy !== undefined)
    add(
      `(instr(duty, '"snoozed":[]') > 0 OR NOT EXISTS (SELECT 1 FROM json_each(duty, '$.snoozed')
         WHERE value ->> '$.personId' = ? AND value ->> '$.untilMs' > ?))`,
      notSnoozedBy,
      nowMs,
    );
  return { sql: clauses.join(' AND '), given, isNarrowed: clauses.length > 1 };
}

/** Whom somebody stands in for: as what is addressed to them would name them. */
function placeTakenBy(personId: string, nowMs: AtMs) {
  return (one: Pick<Profile, 'personId' | 'absence'>): string[] =>
    isAway(one, nowMs) && one.absence?.standIn === personId ? [`person:${one.personId}`] : [];
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
