import type { Person, Profile } from '../../../shared/domain/person.ts';
import type { Decide, Keys } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';

/**
 * Says that a profile belongs to the person of another one, who from then on counts once wherever several people are
 * asked for (A13); `to` null: that it is a person of its own. What was approved and not sent yet is counted anew.
 */
export function linkPerson(
  asked: { readonly personId: string; readonly to: string | null; readonly reason: string },
  by: Person,
): Decide<Keys, Profile> {
  return ({ person, people }, env) => {
    if (by.role !== 'admin')
      return refuse(
        'not-allowed',
        'Linking says who counts as one person, so an admin does it; nothing was changed.',
        'Choose an admin profile, or ask an admin.',
      );
    const profile = person(asked.personId);
    if (profile === null) return refuse('not-found', `There is no profile "${asked.personId}".`);
    const target = asked.to === null ? profile : person(asked.to);
    if (target === null) return refuse('not-found', `There is no profile "${asked.to}".`);
    if (asked.to === asked.personId) return refuse('refused', 'A profile cannot be linked to itself.');
    const identity = asked.to === null ? profile.personId : target.identity;
    if (identity === profile.identity)
      return refuse(
        'wrong-state',
        asked.to === null
          ? `${profile.printedName} is a person of their own already.`
          : `${profile.printedName} and ${target.printedName} are one person already.`,
      );
    // Whoever was linked to this one goes along: they are the same person.
    const moved =
      asked.to === null
        ? [profile]
        : people().filter((one) => one.personId === profile.personId || one.identity === profile.personId);
    const reply = { ...profile, identity };
    return {
      ok: true,
      changes: [
        ...moved.map((one) => ({ put: 'person' as const, state: { ...one, identity }, atMs: env.nowMs })),
        {
          put: 'audit',
          entry: {
            kind: 'person.linked',
            actor: { kind: 'person', id: by.personId },
            role: by.role,
            facts: { person: profile.personId, identity, was: profile.identity, reason: asked.reason },
          },
        },
      ],
      reply,
    };
  };
}
