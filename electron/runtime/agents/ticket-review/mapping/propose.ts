import type { ColumnProfile } from './column-profile.ts';
import { plainName, roleSynonyms, type Role } from './roles.ts';

/** A mapping as proposed, or with no text where no column holds texts. */
export type ProposedMapping = Readonly<Partial<Record<Role, string>>>;

type ProposedRole = Exclude<Role, 'product'>;

const TEXT_MEAN_WORDS = 4;
/** Addresses, coordinates and codes are full of digits; what people write is not. */
const TEXT_DIGIT_SHARE = 0.1;

/**
 * Proposes a mapping: what the cells look like decides which columns can have a role at all, the column's name decides
 * among them, and for the text the amount of writing weighs as much as the name. A product column is a label that
 * somebody gave, and the review stands on the texts alone: it is read only where an operator names it.
 */
export function proposeMapping(profiles: readonly ColumnProfile[]): ProposedMapping {
  const mapping: Partial<Record<Role, string>> = {};
  const free = new Set(profiles.filter((profile) => profile.filled > 0));
  for (const role of ['text', 'receivedAt', 'recipient', 'id', 'customer'] as const) {
    const best = bestColumn(role, free);
    if (best === null) continue;
    mapping[role] = best.column;
    free.delete(best);
  }
  return mapping;
}

/** Whether a column's cells are written by people: several words, few digits. */
export function isWriting(profile: ColumnProfile): boolean {
  return profile.meanWords >= TEXT_MEAN_WORDS && profile.digitShare <= TEXT_DIGIT_SHARE;
}

function bestColumn(role: ProposedRole, profiles: Iterable<ColumnProfile>): ColumnProfile | null {
  let best: ColumnProfile | null = null;
  let bestScore = 0;
  for (const profile of profiles) {
    const score = fitness[role](profile, nameScore(role, profile.column));
    if (score > bestScore) [best, bestScore] = [profile, score];
  }
  return best;
}

/** 0 where the column cannot have the role; higher fits better. `name` is 0..1. */
const fitness: Readonly<Record<ProposedRole, (profile: ColumnProfile, name: number) => number>> = {
  text: (profile, name) => {
    if (profile.dateShare > 0.5 || profile.numberShare > 0.5 || profile.emailShare > 0.5) return 0;
    if (!isWriting(profile)) return 0.1 * name;
    // A few phrases that repeat in every row are labels, however long they are.
    const ownWords = Math.min(1, profile.meanWords / 40) * (0.2 + 0.8 * profile.distinctShare);
    return 0.05 + name + 2 * ownWords;
  },
  receivedAt: (profile, name) => {
    if (profile.dateShare < 0.8 || (name === 0 && profile.numberShare > 0.5)) return 0;
    return 0.1 + name + 0.2 * profile.filledShare;
  },
  recipient: (profile, name) => (profile.emailShare < 0.5 ? 0 : profile.emailShare + name),
  id: (profile, name) => {
    // A few ids may be missing or come twice: those rows are set aside, and that is why the column must be found.
    if (profile.tokenShare < 0.95 || profile.filledShare < 0.8 || profile.distinctShare < 0.8) return 0;
    if (profile.dateShare > 0.5 || profile.emailShare > 0.5) return 0;
    return name > 0 ? 0.1 + name : 0;
  },
  customer: (profile, name) =>
    name === 0 ||
    profile.distinctShare < 0.2 ||
    profile.meanWords > 6 ||
    profile.numberShare > 0.2 ||
    profile.emailShare > 0.2
      ? 0
      : name,
};

/** 1 for the most telling name, falling with the list; names that only end in a synonym count a third less. */
function nameScore(role: ProposedRole, column: string): number {
  const synonyms = roleSynonyms[role];
  const name = plainName(column);
  const exact = synonyms.indexOf(name);
  if (exact !== -1) return 1 - (0.5 * exact) / synonyms.length;
  // “Street name” and “Agency name” are no customers.
  if (role === 'customer') return 0;
  const last = plainName(column.split(/[\s._-]/).at(-1) ?? '');
  const ending = synonyms.findIndex((synonym) => last === synonym || (synonym.length >= 4 && name.endsWith(synonym)));
  return ending === -1 ? 0 : 0.66 - (0.33 * ending) / synonyms.length;
}
