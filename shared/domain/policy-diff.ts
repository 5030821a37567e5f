import { conditionWords } from './condition-words.ts';
import type { DiffRow } from './diff-row.ts';
import type { Policy, PolicyRaise, PolicyRule } from './policy.ts';

/** What differs between two policies, rule by rule, in words a person decides by; empty: nothing that matters differs. */
export function policyDiff(before: Policy | null, after: Policy): readonly DiffRow[] {
  return [
    ...differing('title', before?.title ?? null, after.title),
    ...listDiff('rule', before?.rules ?? [], after.rules, ruleWords),
    ...listDiff('raise', before?.raises ?? [], after.raises ?? [], raiseWords),
    ...((before?.raises === undefined) === (after.raises === undefined)
      ? []
      : differing('raises', raisesWords(before), raisesWords(after))),
  ];
}

function raisesWords(policy: Policy | null): string | null {
  if (policy === null) return null;
  return policy.raises === undefined ? 'those of the default policy' : 'those it lists';
}

function listDiff<T extends { readonly id: string }>(
  kind: string,
  before: readonly T[],
  after: readonly T[],
  words: (item: T) => string,
): readonly DiffRow[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  const order = before.filter(({ id }) => kept.has(id)).map(({ id }) => id);
  const rows: DiffRow[] = before.flatMap((item) =>
    kept.has(item.id) ? [] : [{ field: `${kind} ${item.id}`, before: words(item), after: null }],
  );
  const stayed = after.filter(({ id }) => old.has(id)).map(({ id }) => id);
  for (const item of after) {
    const earlier = old.get(item.id);
    rows.push(...differing(`${kind} ${item.id}`, earlier === undefined ? null : words(earlier), words(item)));
  }
  return order.join('\n') === stayed.join('\n')
    ? rows
    : [...rows, { field: `order of ${kind}s`, before: order.join(', '), after: stayed.join(', ') }];
}

function differing(field: string, before: string | null, after: string | null): DiffRow[] {
  return before === after ? [] : [{ field, before, after }];
}

function ruleWords({ id: _id, when, outcome, sentence, ...rest }: PolicyRule): string {
  return `${outcome} when ${whenWords(when)}. ${sentence}${restWords(rest)}`;
}

function raiseWords({ id: _id, when, atMost, sentence, ...rest }: PolicyRaise): string {
  return `one tier up, at most ${atMost}, when ${whenWords(when)}. ${sentence}${restWords(rest)}`;
}

function whenWords(when: PolicyRule['when']): string {
  const parts = conditionWords(when);
  return parts.length === 0 ? 'anything' : parts.join(' and ');
}

/** What has no words of its own is shown as it is written. */
function restWords(rest: Readonly<Record<string, unknown>>): string {
  return Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
}
