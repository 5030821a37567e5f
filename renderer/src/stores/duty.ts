import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Snooze } from '../../../shared/domain/duty.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { refreshCard } from './card.ts';
import { placeItems } from './inbox.ts';
import { announce } from './notices.ts';
import { refreshWorkspace } from './workspace.ts';

export const dutyVerbs = ['escalate', 'snooze', 'delegate', 'withdraw'] as const;
export type DutyVerb = (typeof dutyVerbs)[number];

type Seen = Pick<ApprovalSummary, 'approvalId' | 'envelopeHash' | 'version' | 'title'>;

/** Asks the next of the chain (`to` null), or whom is named. Throws why it was refused, as everything here. */
export async function escalate(item: Seen, to: string | null, reason: string): Promise<void> {
  await told('Escalated', item, call('approval.escalate', { items: [seenOf(item)], to, reason }));
}

/** Hides it from this person's list until then; null: lists it again. */
export async function snooze(item: Seen, untilMs: number | null, event: Snooze['event']): Promise<void> {
  const words = untilMs === null ? 'Listed again' : 'Snoozed';
  await told(words, item, call('approval.snooze', { items: [seenOf(item)], untilMs, event }));
  placeItems([item.approvalId], untilMs === null ? 'back' : 'off');
}

/** Somebody else decides in this person's place until then. */
export async function delegate(item: Seen, to: string, untilMs: number, reason: string): Promise<void> {
  await told('Handed on', item, call('approval.delegate', { items: [seenOf(item)], to, untilMs, reason }));
}

/** Takes the request back. */
export async function withdraw(item: Seen, reason: string): Promise<void> {
  await told('Withdrawn', item, call('approval.withdraw', { items: [seenOf(item)], reason }));
}

/** Says whose person a profile is; null: a person of its own. */
export async function linkProfile(personId: string, to: string | null, reason: string): Promise<void> {
  await call('person.link', { personId, to, reason });
  await refreshWorkspace();
}

/** Says when somebody is away and who decides in their place. */
export async function setAbsence(absence: MethodArguments<'person.setAbsence'>): Promise<void> {
  await call('person.setAbsence', absence);
  await refreshWorkspace();
}

export async function endAbsence(personId: string): Promise<void> {
  await call('person.endAbsence', { personId });
  await refreshWorkspace();
}

export interface Standing {
  readonly person: Person | null;
  readonly item: Pick<ApprovalSummary, 'status'> & {
    readonly who?: { readonly startedBy: string; readonly askedBy: string | null };
  };
}

/** Why this person cannot use a verb on an item; undefined when they can. The runtime looks again. */
export function whyNotDuty(verb: DutyVerb, { person, item }: Standing): string | undefined {
  if (person === null) return 'Choose who you are first, at the top right.';
  if (person.role === 'auditor') return 'An auditor reads only.';
  const waits = item.status === 'pending' || item.status === 'partly-approved';
  if (verb === 'withdraw') {
    if (!waits && item.status !== 'holding') return `It is ${item.status}; nothing is left to take back.`;
    const isAsker = item.who?.startedBy === person.personId || item.who?.askedBy === person.personId;
    if (item.who === undefined || isAsker || person.role === 'operator' || person.role === 'admin') return undefined;
    return 'For who asked for it, operators and admins; a reviewer rejects it.';
  }
  if (!waits) return `It is ${item.status}; nobody is asked any more.`;
  if (verb === 'delegate' && person.role !== 'reviewer' && person.role !== 'operator')
    return 'You decide nothing, so there is nothing to hand on.';
  return undefined;
}

function seenOf({ approvalId, envelopeHash, version }: Seen): Omit<Seen, 'title'> {
  return { approvalId, envelopeHash, version };
}

async function told(words: string, { title }: Seen, asked: Promise<MethodOutput<'approval.escalate'>>): Promise<void> {
  const [result] = (await asked).results;
  void refreshCard();
  if (result !== undefined && result.outcome === 'refused')
    throw new LanekeeperError('refused', result.reason ?? `It is ${result.status} now.`);
  announce(`${words}: ${title}`);
}
