import type { ApprovalSummary } from '../../shared/domain/approval.ts';
import type { EffectSummary } from '../../shared/domain/effect.ts';
import type { JournalRecord, RunStatus, RunSummary } from '../../shared/domain/run.ts';
import type { RuntimeCaller } from './runtime-caller.ts';

/** One entry of the scripted agent's plan. */
export type PlanEntry = { readonly do: string } & Readonly<Record<string, unknown>>;

/** A reply to a ticket without an address: it ends as one file in the outbox, after the hold window. */
export function replyTo(ticketId: string): PlanEntry {
  return {
    do: 'effect',
    request: {
      tool: 'reply.send',
      target: `ticket ${ticketId}`,
      params: { to: null, ticketId, subject: `Ticket ${ticketId}`, body: `Dear customer of ${ticketId}\n` },
    },
  };
}

/** A change of a record: not external, so nothing holds it back after the decision. */
export function updateOf(recordId: string, set: Readonly<Record<string, unknown>> = { status: 'closed' }): PlanEntry {
  return { do: 'effect', request: { tool: 'record.update', target: `record ${recordId}`, params: { recordId, set } } };
}

/** A credit to one customer: one person decides below 100, two above. */
export function creditOf(customer: string, amount: string, currency = 'EUR'): PlanEntry {
  return {
    do: 'effect',
    request: {
      tool: 'credit.issue',
      target: customer,
      params: { customer, amount, currency, reason: 'Late delivery' },
    },
  };
}

/** A request to a server outside. */
export function requestTo(url: string, method = 'POST', body: unknown = { amount: '5.00' }): PlanEntry {
  return { do: 'effect', request: { tool: 'http.send', target: url, params: { method, url, body } } };
}

/** Entries side by side, in branches named b0, b1, … */
export function sideBySide(entries: readonly PlanEntry[]): PlanEntry {
  return { do: 'all', branches: Object.fromEntries(entries.map((entry, index) => [`b${index}`, [entry]])) };
}

export async function startPlan(runtime: RuntimeCaller, plan: readonly PlanEntry[], as = 'ada'): Promise<string> {
  const run = await runtime.call('run.start', { agentId: 'scripted', input: { plan } }, { as });
  return run.runId;
}

export async function show(runtime: RuntimeCaller, runId: string) {
  return runtime.call('run.show', { runId });
}

/** Waits until the run has one of these statuses. */
export function runIs(runtime: RuntimeCaller, runId: string, ...statuses: RunStatus[]): Promise<RunSummary> {
  return runtime.until(async () => {
    const { run } = await show(runtime, runId);
    return statuses.includes(run.status) ? run : undefined;
  });
}

/** Waits until so many approvals of the run have this status. */
export function approvalsAre(
  runtime: RuntimeCaller,
  runId: string,
  status: ApprovalSummary['status'],
  many = 1,
): Promise<ApprovalSummary[]> {
  return runtime.until(async () => {
    const { approvals } = await runtime.call('approval.list', { status: [status], runId, limit: 1000 });
    return approvals.length >= many ? approvals : undefined;
  });
}

/** Waits until every effect of the run has one of these statuses. */
export function effectsAre(
  runtime: RuntimeCaller,
  runId: string,
  ...statuses: EffectSummary['status'][]
): Promise<readonly EffectSummary[]> {
  return runtime.until(async () => {
    const { effects } = await show(runtime, runId);
    return effects.length > 0 && effects.every((effect) => statuses.includes(effect.status)) ? effects : undefined;
  });
}

/** What a reviewer sends: the item as it was seen. */
export function seen(approval: ApprovalSummary): { approvalId: string; envelopeHash: string; version: number } {
  const { approvalId, envelopeHash, version } = approval;
  return { approvalId, envelopeHash, version };
}

/** Every record of the run's journal, in order. */
export async function journalOf(runtime: RuntimeCaller, runId: string): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (;;) {
    const afterOrd = records.at(-1)?.ord ?? 0;
    const page = await runtime.call('run.journal', { runId, afterOrd, limit: 1000 });
    if (page.records.length === 0) return records;
    records.push(...page.records);
  }
}
