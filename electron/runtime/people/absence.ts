import type { Absence, Person, Profile } from '../../../shared/domain/person.ts';
import { when } from '../approvals/refusals.ts';
import type { AuditEntry } from '../engine/audit-entry.ts';
import type { Decide, Keys } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';

/** Longest time somebody is away with one entry. */
const longestMs = 366 * 24 * 60 * 60 * 1000;

/**
 * Says when somebody is away and who decides in their place; null ends it. What is addressed to them is for the stand-in
 * meanwhile, who decides under their own name and role.
 */
export function setAbsence(
  asked: { readonly personId: string; readonly absence: Absence | null },
  by: Person,
): Decide<Keys, Profile> {
  return ({ person }, env) => {
    const profile = person(asked.personId);
    if (profile === null) return refuse('not-found', `There is no profile "${asked.personId}".`);
    const mine = person(by.personId)?.identity === profile.identity;
    if (!mine && by.role !== 'admin')
      return refuse('not-allowed', `Only ${profile.printedName} or an admin says when ${profile.printedName} is away.`);
    const { absence } = asked;
    if (absence === null && profile.absence === null)
      return refuse('wrong-state', `${profile.printedName} is not away, and nothing is planned.`);
    if (absence !== null) {
      if (absence.untilMs <= absence.fromMs || absence.untilMs <= env.nowMs)
        return refuse('refused', `An absence ends after it began, and not in the past: ${when(absence.untilMs)}.`);
      if (absence.untilMs - absence.fromMs > longestMs) return refuse('refused', 'An absence lasts a year at most.');
      const standIn = absence.standIn === null ? null : person(absence.standIn);
      if (absence.standIn !== null && standIn === null)
        return refuse('not-found', `There is no profile "${absence.standIn}" to stand in.`);
      if (standIn !== null && standIn.identity === profile.identity)
        return refuse('refused', `${standIn.printedName} is the same person and cannot stand in for themselves.`);
      if (standIn !== null && standIn.role !== 'reviewer' && standIn.role !== 'operator')
        return refuse(
          'refused',
          `${standIn.printedName} is an ${standIn.role} and decides nothing, so cannot stand in.`,
        );
    }
    const state = { ...profile, absence };
    return {
      ok: true,
      changes: [
        { put: 'person', state, atMs: env.nowMs },
        { put: 'audit', entry: entryOf(profile, absence, by) },
      ],
      reply: state,
    };
  };
}

function entryOf({ personId }: Profile, absence: Absence | null, by: Person): AuditEntry {
  const base = { actor: { kind: 'person' as const, id: by.personId }, role: by.role };
  if (absence === null) return { ...base, kind: 'person.absence-ended', facts: { person: personId } };
  const { fromMs, untilMs, standIn, reason } = absence;
  return { ...base, kind: 'person.absent', facts: { person: personId, standIn, fromMs, untilMs, reason } };
}
