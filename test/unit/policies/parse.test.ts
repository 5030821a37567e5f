import { expect, test } from 'vitest';
import { readJson } from '../../../shared/read-json.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import type { PolicyProblem } from '../../../shared/domain/policy-outlook.ts';
import { parsePolicy, policyHash } from '../../../electron/runtime/policies/parse.ts';

function problemsOf(text: string): readonly PolicyProblem[] {
  const reading = parsePolicy(text);
  if (reading.ok) throw new Error('the policy was accepted');
  return reading.problems;
}

const rule = (id: string, more = ''): string =>
  `    { "id": "${id}", "when": { "tool": ["${id}"] }, "outcome": "gate", "sentence": "One person."${more} }`;
const policyText = (...rules: string[]): string =>
  `{\n  "id": "p",\n  "version": 1,\n  "title": "P",\n  "rules": [\n${rules.join(',\n')}\n  ]\n}\n`;

test('the default policy survives being written to a file and read back, with the same hash', () => {
  const reading = parsePolicy(JSON.stringify(defaultPolicy, null, 2));
  expect(reading).toEqual({ ok: true, policy: defaultPolicy, hash: policyHash(defaultPolicy) });
});

test('the hash does not depend on how the file is laid out, and changes with any word of it', () => {
  const one = parsePolicy(policyText(rule('a')));
  const other = parsePolicy(JSON.stringify(JSON.parse(policyText(rule('a')))));
  if (!one.ok || !other.ok) throw new Error('the policy was refused');
  expect(other.hash).toBe(one.hash);
  expect(policyHash({ ...one.policy, title: 'Q' })).not.toBe(one.hash);
});

test('a rule id given twice is refused with the line of the second', () => {
  expect(problemsOf(policyText(rule('a'), rule('b'), rule('a')))).toEqual([
    { line: 8, path: '/rules/2/id', reason: 'the id "a" is already that of rules/0' },
  ]);
});

test('an unknown field is refused with its line', () => {
  expect(problemsOf(policyText(rule('a'), rule('b', ',\n      "hold": 3')))).toEqual([
    { line: 8, path: '/rules/1/hold', reason: '"hold" is not a field of a policy' },
  ]);
});

test('an unknown outcome, condition or class is refused with its line', () => {
  const text = policyText(rule('a').replace('"gate"', '"maybe"'), rule('b').replace('"tool"', '"tools"'));
  expect(problemsOf(text).map(({ line, path }) => ({ line, path }))).toEqual([
    { line: 6, path: '/rules/0/outcome' },
    { line: 7, path: '/rules/1/when/tools' },
  ]);
});

test('a rule that can never match, and a hold longer than a grant lives, are refused', () => {
  const all = rule('all').replace('"tool": ["all"]', '');
  expect(problemsOf(policyText(all, rule('late')))).toEqual([
    { line: 7, path: '/rules/1', reason: 'can never match: "all" before it matches everything' },
  ]);
  expect(problemsOf(policyText(rule('a', ', "holdSeconds": 900')))[0]?.path).toBe('/rules/0/holdSeconds');
});

test('broken JSON is refused with line, column and what belongs there', () => {
  expect(problemsOf('{\n  "id": "p"\n  "version": 1\n}')).toEqual([
    { line: 3, column: 3, path: '', reason: 'a comma or "}" belongs here' },
  ]);
  expect(problemsOf('')[0]?.reason).toBe('the text ends where a value belongs');
  expect(problemsOf('{"a": "open')[0]?.reason).toBe('the quoted text is not closed');
  expect(problemsOf('{} x')[0]?.reason).toBe('there is more text after the end');
});

test('what JSON.parse would silently change is named: a key given twice, a number too large, half a character', () => {
  const reading = readJson('{"a": 1, "b": {"a": 12345678901234567890},\n "a": 2, "c": "\\ud800"}');
  expect(reading).toMatchObject({
    ok: false,
    problems: [
      { line: 1, path: '/b/a', reason: expect.stringContaining('2^53') },
      { line: 2, path: '/a', reason: 'the key "a" is given twice' },
      { line: 2, path: '/c', reason: 'holds half of a surrogate pair' },
    ],
  });
});

test('nesting beyond what a person can follow is refused instead of overflowing the stack', () => {
  expect(readJson('['.repeat(100_000))).toMatchObject({
    ok: false,
    problems: [{ reason: expect.stringContaining('deeper') }],
  });
});

test('everything else reads as JSON.parse reads it', () => {
  const text = ' {"a":[1,-2.5e3,0.1,"x\\u00e9\\n",true,false,null,{}],"__proto__":{"b":[]},"":""} ';
  const reading = readJson(text);
  if (!reading.ok) throw new Error('the text was refused');
  expect(JSON.stringify(reading.value)).toBe(JSON.stringify(JSON.parse(text)));
  for (const bad of ['01', '1.', '.5', '+1', 'nul', "{'a':1}", '{"a":1,}', '[1,]', '"a\nb"', '"\\x"']) {
    expect(readJson(bad).ok).toBe(false);
  }
});

test('a condition that could not mean anything is refused with its line', () => {
  const reading = parsePolicy(`{
  "id": "p", "version": 1, "title": "t",
  "rules": [{
    "id": "r", "outcome": "gate", "sentence": "s",
    "when": {
      "arguments": [
        { "path": "to", "equals": "x" },
        { "path": "/to" },
        { "path": "/n", "below": "ten" }
      ],
      "target": { "domain": ["Example.org"] },
      "time": { "zone": "Mars/Olympus", "days": ["mon"] },
      "labels": {},
      "amount": { "currency": "EUR" },
      "release": ["xyz"]
    }
  }]
}`);
  expect(reading.ok ? [] : reading.problems.map(({ line, path }) => [line, path])).toEqual([
    [7, '/rules/0/when/arguments/0/path'],
    [8, '/rules/0/when/arguments/1'],
    [9, '/rules/0/when/arguments/2/below'],
    [11, '/rules/0/when/target/domain/0'],
    [12, '/rules/0/when/time/zone'],
    [13, '/rules/0/when/labels'],
    [14, '/rules/0/when/amount'],
    [15, '/rules/0/when/release/0'],
  ]);
});
