import type { Profile } from './person.ts';
import type { Settings } from './workspace.ts';

/** What reviewers set for themselves; every other setting says where actions go, who is asked, or what is kept. */
const reviewersOwn: ReadonlySet<keyof Settings> = new Set(['rejectReasons']);

const setters: ReadonlySet<string> = new Set(['operator', 'admin']);

/**
 * Why this person may not change these settings (or keep secrets: `null`); undefined when they may. Operators and admins
 * do. Where nobody has such a role whoever may change anything does, so that a workspace of one person is usable.
 */
export function whyNotSet(
  { role }: Pick<Profile, 'role'>,
  fields: readonly (keyof Settings)[] | null,
  people: readonly Pick<Profile, 'printedName' | 'role'>[],
): string | undefined {
  if (role === 'auditor') return 'An auditor reads only.';
  if (setters.has(role) || fields?.every((field) => reviewersOwn.has(field)) === true) return undefined;
  const others = people.filter((one) => setters.has(one.role)).map(({ printedName }) => printedName);
  if (others.length === 0) return undefined;
  const names = others.slice(0, 3).join(', ') + (others.length > 3 ? ' and others' : '');
  return `An operator or an admin changes this, here ${names}.`;
}
