import { expect, test } from 'vitest';
import type { Policy } from '../../../shared/domain/policy.ts';
import { policyDiff } from '../../../shared/domain/policy-diff.ts';

const rule = (id: string, outcome: 'gate' | 'auto' = 'gate'): Policy['rules'][number] => ({
  id,
  when: { tool: [id] },
  outcome,
  sentence: 'Rule.',
});
const policy = (...rules: Policy['rules']): Policy => ({ id: 'p', version: 1, title: 't', rules });

test('a diff names rules that came, went, changed and moved, and nothing else', () => {
  const before = policy(rule('a'), rule('b'), rule('c'));
  expect(policyDiff(before, { ...before, version: 2 })).toEqual([]);
  const after = policy(rule('c'), { ...rule('a', 'auto'), holdSeconds: 3 }, rule('d'));
  expect(policyDiff(before, after)).toEqual([
    { field: 'rule b', before: 'gate when tool is b. Rule.', after: null },
    { field: 'rule a', before: 'gate when tool is a. Rule.', after: 'auto when tool is a. Rule. {"holdSeconds":3}' },
    { field: 'rule d', before: null, after: 'gate when tool is d. Rule.' },
    { field: 'order of rules', before: 'a, c', after: 'c, a' },
  ]);
  expect(policyDiff({ ...before, raises: [] }, before)).toEqual([
    { field: 'raises', before: 'those it lists', after: 'those of the default policy' },
  ]);
});
