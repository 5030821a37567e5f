import type { Acknowledged, Ledger } from './ledger.ts';
import type { Finding } from './finding.ts';
import { by, type Row, type Store } from './store.ts';

/** The audit event each command leaves behind, by method. */
const eventOf: Readonly<Record<string, string>> = {
  'person.create': 'person.created',
  'settings.change': 'settings.changed',
  'run.start': 'run.started',
  'run.cancel': 'run.cancel-requested',
  'run.retry': 'run.retried',
  'approval.approve': 'approval.decided',
  'approval.reject': 'approval.decided',
  'approval.respond': 'approval.decided',
  'approval.edit': 'approval.superseded',
  'approval.undo': 'approval.undone',
  'batch.start': 'batch.started',
  'grant.save': 'standing-grant.changed',
  'grant.propose': 'standing-grant.changed',
  'grant.approve': 'standing-grant.changed',
  'grant.decline': 'standing-grant.changed',
  'grant.suspend': 'standing-grant.changed',
  'grant.revoke': 'standing-grant.changed',
  'effect.reconcile': 'effect.reconciled',
  'effect.compensate': 'effect.undo-asked',
  'conversation.begin': 'conversation.begun',
  'conversation.rename': 'conversation.renamed',
  'conversation.remove': 'conversation.removed',
  'turn.promote': 'turn.promoted',
  'question.answer': 'question.answered',
  'memory.change': 'memory.changed',
  'memory.erase': 'memory.erased',
  'stop.engage': 'stop.engaged',
  'stop.lift': 'stop.lifted',
};

/** I1: what was answered is in the store, with its event; and what is in the store as answered has its event. */
export function checkAcknowledged(store: Store, ledger: Ledger): Finding[] {
  const commands = new Map(store.commands.map((row) => [String(row['command_id']), row]));
  const decisions = by(store.decisions, 'approval_id');
  const findings: string[] = [];
  for (const command of ledger.acknowledged)
    for (const part of partsOf(command)) {
      const row = commands.get(part.commandId);
      if (row === undefined) findings.push(`${command.method} ${part.commandId} was acknowledged and is not there.`);
      if (part.approvalId !== undefined && !hasDecision(decisions.get(part.approvalId), part.decision))
        findings.push(`The decision ${part.decision} on ${part.approvalId} was acknowledged and is not there.`);
    }
  const events = countEvents(store);
  const asked = new Map<string, number>();
  for (const row of store.commands) {
    const subject = subjectOf(row);
    if (subject !== null) asked.set(subject, (asked.get(subject) ?? 0) + 1);
  }
  for (const [subject, times] of asked)
    if ((events.get(subject) ?? 0) < times)
      findings.push(
        `${times} commands were stored as answered, and the audit log has ${events.get(subject) ?? 0} of ${subject}.`,
      );
  for (const command of ledger.acknowledged) {
    const subject = acknowledgedSubject(command);
    if (subject !== null && !events.has(subject))
      findings.push(`${command.method} was acknowledged and has no event ${subject}.`);
  }
  return findings.map((what) => ({ invariant: 'I1', what }));
}

interface Part {
  readonly commandId: string;
  readonly approvalId?: string;
  readonly decision?: string;
}

/** A decision on several items is one command each. */
function partsOf(command: Acknowledged): Part[] {
  const { commandId, edited } = command;
  if (edited !== undefined) return [{ commandId, approvalId: edited, decision: 'edit' }];
  if (command.decided === undefined) return [{ commandId }];
  return command.decided.map(({ approvalId, decision }) => ({
    commandId: `${commandId}/${approvalId}`,
    approvalId,
    decision,
  }));
}

function hasDecision(rows: readonly Row[] | undefined, decision: string | undefined): boolean {
  return rows?.some((row) => row['decision'] === decision) ?? false;
}

/** `kind about`, by how often the audit log has it. */
function countEvents(store: Store): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { event } of store.audit) {
    if (event === null) continue;
    const about = event.approval ?? event.effect ?? event.run ?? '';
    // A retry from a step is told with the step.
    const isRetry = event.kind === 'run.restarted' && event.facts['verb'] === 'retry';
    const key = `${isRetry ? 'run.retried' : event.kind} ${about}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** What the event of a stored command is about; null where the reply does not name it. */
function subjectOf(row: Row): string | null {
  const kind = eventOf[String(row['method'])];
  if (kind === undefined) return null;
  const slash = String(row['command_id']).indexOf('/');
  if (slash >= 0) return `${kind} ${String(row['command_id']).slice(slash + 1)}`;
  const reply: unknown = JSON.parse(String(row['reply']));
  if (typeof reply !== 'object' || reply === null) return `${kind} `;
  if ('approvalId' in reply && typeof reply.approvalId === 'string') return `${kind} ${reply.approvalId}`;
  if ('effectId' in reply && typeof reply.effectId === 'string') return `${kind} ${reply.effectId}`;
  return 'runId' in reply && typeof reply.runId === 'string' ? `${kind} ${reply.runId}` : `${kind} `;
}

function acknowledgedSubject(command: Acknowledged): string | null {
  const kind = eventOf[command.method];
  if (kind === undefined || command.decided !== undefined || command.effectId !== undefined) return null;
  return `${kind} ${command.edited ?? command.runId ?? ''}`;
}
