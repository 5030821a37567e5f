import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Person, Profile } from '../../../shared/domain/person.ts';
import { whyNotSet } from '../../../shared/domain/setting-roles.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { Decide, Keys } from './engine-port.ts';
import { refuse } from './run-decisions.ts';

/** Characters of a value that stand in the audit log; a longer one is named by its SHA-256 as well. */
const mostValue = 4_000;

/** Puts settings in the place of others; what is not named stays. The log tells what stood there before. */
export function changeSettings(input: Partial<Settings>, by: Person): Decide<Keys, Settings> {
  return ({ settings, people }) => {
    const fields = Object.keys(input).toSorted() as (keyof Settings)[];
    const refused = maySet(by, fields, people());
    if (refused !== undefined) return refused;
    const next = { ...settings, ...input };
    const [before, after] = [settings, next].map((one, index) => written(one, index === 0 ? next : settings, fields));
    return {
      ok: true,
      changes: [
        { put: 'settings', settings: next },
        {
          put: 'audit',
          entry: {
            kind: 'settings.changed',
            actor: { kind: 'person', id: by.personId },
            role: by.role,
            facts: { fields: fieldWords(input), before: before ?? '', after: after ?? '' },
          },
        },
      ],
      reply: next,
    };
  };
}

export interface SecretChange {
  readonly name: string;
  readonly verb: 'kept' | 'removed';
}

/** Says for the log that a secret of this name is about to be kept or forgotten; its value never comes here. */
export function changeSecret({ name, verb }: SecretChange, by: Person): Decide<Keys, { ok: true }> {
  return ({ people }) =>
    maySet(by, null, people()) ?? {
      ok: true,
      changes: [
        {
          put: 'audit',
          entry: {
            kind: 'secret.changed',
            actor: { kind: 'person', id: by.personId },
            role: by.role,
            facts: { name, verb },
          },
        },
      ],
      reply: { ok: true },
    };
}

/** Says whether this person may have an endpoint tested: that costs, and what is found is kept. Nothing is changed. */
export function leaveToTest(by: Person): Decide<Keys, { ok: true }> {
  return ({ people }) => maySet(by, ['modelEndpoints'], people()) ?? { ok: true, changes: [], reply: { ok: true } };
}

function maySet(by: Person, fields: readonly (keyof Settings)[] | null, people: readonly Profile[]) {
  const reason = whyNotSet(by, fields, people);
  return reason === undefined
    ? undefined
    : refuse(
        'not-allowed',
        `${by.printedName} is a ${by.role}. ${reason} Nothing was changed.`,
        'Ask one of them, or choose a profile of yours with that role.',
      );
}

/** Names of what changed; where actions may be sent to is told in full, because it is a way out. */
function fieldWords(input: Partial<Settings>): string {
  const places = input.egress?.map(({ origin }) => origin).join(' ');
  return Object.keys(input)
    .toSorted()
    .map((name) => (name === 'egress' ? `egress (${places === '' ? 'nowhere' : places})` : name))
    .join(', ');
}

/** The values that differ from the other side's, as JSON; of a list of places only those that differ. */
function written(one: Settings, other: Settings, fields: readonly (keyof Settings)[]): string {
  const values = fields.flatMap((field): [string, unknown][] => {
    if (isDeepStrictEqual(one[field], other[field])) return [];
    if (field !== 'egress') return [[field, one[field]]];
    return [[field, one.egress.filter((entry) => !other.egress.some((theirs) => isDeepStrictEqual(entry, theirs)))]];
  });
  const text = JSON.stringify(Object.fromEntries(values));
  if (text.length <= mostValue) return text;
  const hash = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, mostValue)}… (${text.length} characters, sha256 ${hash})`;
}
