import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { tiers, type Tier } from '../../../shared/domain/effect.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { defaultPolicy } from '../../../electron/runtime/policies/default-policy.ts';
import { defaultExpiryMs, evaluatePolicy, externalHoldMs } from '../../../electron/runtime/policies/evaluate.ts';
import type { PolicyFacts } from '../../../electron/runtime/policies/facts.ts';
import { sampleFacts } from './sample-facts.ts';

const facts: PolicyFacts = sampleFacts;
const inside: Partial<PolicyFacts> = { toolId: 'records.tag', external: false, conditionalWrite: true };
const policyOf = (...rules: Policy['rules']): Policy => ({ id: 'p', version: 1, title: 'p', rules });
const rank = (tier: Tier): number => tiers.indexOf(tier);

test('the three built-in tools wait for one person', () => {
  for (const toolId of ['reply.send', 'record.update', 'report.publish']) {
    const verdict = evaluatePolicy(defaultPolicy, { ...facts, toolId });
    expect(verdict).toMatchObject({ tier: 'gate', rule: 'built-in-tools', matched: [`tool is ${toolId}`] });
  }
});

test('A1 an unknown tool or effect class is held at the highest tier, whatever a policy says', () => {
  const lax = policyOf({ id: 'all', when: {}, outcome: 'auto', sentence: 'Anything goes.' });
  for (const policy of [defaultPolicy, lax]) {
    for (const unknown of [{ toolKnown: false }, { effectClass: 'mysterious' }]) {
      const verdict = evaluatePolicy(policy, { ...facts, ...unknown });
      expect(verdict.tier).toBe('gate-two');
      expect(verdict.sentence).toContain('two people decide');
    }
  }
  expect(evaluatePolicy(lax, { ...facts, effectClass: 'mysterious' }).effectClass).toBe('critical');
});

test('A1 what no rule speaks of is held at the highest tier', () => {
  const silent = policyOf({ id: 'other', when: { tool: ['other.tool'] }, outcome: 'auto', sentence: 'Other.' });
  expect(evaluatePolicy(silent, facts)).toMatchObject({ tier: 'gate-two', rule: 'no-rule', matched: [] });
  expect(evaluatePolicy(defaultPolicy, { ...facts, toolId: 'made.up' })).toMatchObject({
    tier: 'gate-two',
    rule: 'everything-else',
  });
});

test('a policy may deny, and A1 does not soften it', () => {
  const denying = policyOf({ id: 'no', when: {}, outcome: 'deny', sentence: 'Not here.' });
  expect(evaluatePolicy(denying, { ...facts, toolKnown: false }).tier).toBe('deny');
});

test('reading is automatic, and a critical action needs two people', () => {
  const read = evaluatePolicy(defaultPolicy, { ...facts, ...inside, effectClass: 'read' });
  expect(read).toMatchObject({ tier: 'auto', rule: 'read-only', automaticIf: 'It was automatic.', holdMs: 0 });
  expect(evaluatePolicy(defaultPolicy, { ...facts, ...inside, effectClass: 'critical' }).tier).toBe('gate-two');
});

test('the first matching rule decides', () => {
  const policy = policyOf(
    { id: 'first', when: { agent: ['ticket-review'] }, outcome: 'notify', sentence: 'First.' },
    { id: 'second', when: {}, outcome: 'gate', sentence: 'Second.' },
  );
  expect(evaluatePolicy(policy, facts)).toMatchObject({ tier: 'notify', rule: 'first', sentence: 'First.' });
  expect(evaluatePolicy(policy, { ...facts, agentId: 'other' }).rule).toBe('second');
});

test('A6 a tool that cannot write conditionally counts as consequential at least, and the card says so', () => {
  const policy = policyOf(
    { id: 'undoable', when: { effectClass: ['reversible'] }, outcome: 'notify', sentence: 'It can be undone.' },
    { id: 'rest', when: {}, outcome: 'gate', sentence: 'The rest.' },
  );
  const reversible = { ...facts, ...inside, effectClass: 'reversible' };
  expect(evaluatePolicy(policy, reversible)).toMatchObject({ tier: 'notify', effectClass: 'reversible' });
  const blind = evaluatePolicy(policy, { ...reversible, conditionalWrite: false });
  expect(blind).toMatchObject({ tier: 'gate', effectClass: 'consequential' });
  expect(blind.matched.join()).toContain('cannot write conditionally');
});

test('A20 a choice made by untrusted input lifts the tier by one, up to two people', () => {
  const expected: Readonly<Record<string, Tier>> = {
    auto: 'notify',
    notify: 'gate',
    gate: 'gate-two',
    'gate-two': 'gate-two',
  };
  for (const [outcome, lifted] of Object.entries(expected)) {
    const policy = policyOf({ id: 'r', when: {}, outcome: outcome as Tier, sentence: 'Rule.' });
    for (const tainted of [['target'], ['amount: column 3'], ['tool'], ['from a mail'], ['content', 'target']]) {
      expect(evaluatePolicy(policy, { ...facts, tainted }).tier).toBe(lifted);
    }
  }
});

test('A20 untrusted content alone lifts auto to notify to gate and no further', () => {
  const expected: Readonly<Record<string, Tier>> = {
    auto: 'notify',
    notify: 'gate',
    gate: 'gate',
    'gate-two': 'gate-two',
  };
  for (const [outcome, lifted] of Object.entries(expected)) {
    const policy = policyOf({ id: 'r', when: {}, outcome: outcome as Tier, sentence: 'Rule.' });
    const verdict = evaluatePolicy(policy, { ...facts, tainted: ['content: complaint text'] });
    expect(verdict.tier).toBe(lifted);
    expect(verdict.raisedBy).toEqual(lifted === outcome ? [] : ['untrusted-content']);
  }
});

test('a policy that lists its own raises has exactly those', () => {
  const policy: Policy = {
    ...policyOf({ id: 'r', when: {}, outcome: 'notify', sentence: 'Rule.' }),
    raises: [{ id: 'new', when: { firstTime: true }, atMost: 'gate', sentence: 'First time for this agent.' }],
  };
  expect(evaluatePolicy(policy, { ...facts, tainted: ['target'] }).tier).toBe('notify');
  expect(evaluatePolicy(policy, { ...facts, firstTime: true })).toMatchObject({
    tier: 'gate',
    raisedBy: ['new'],
    sentence: 'Rule. First time for this agent.',
  });
});

test('A17 an external tool is held for 8 s unless its rule says otherwise', () => {
  expect(evaluatePolicy(defaultPolicy, facts).holdMs).toBe(externalHoldMs);
  expect(evaluatePolicy(defaultPolicy, { ...facts, external: false }).holdMs).toBe(0);
  const policy = policyOf({ id: 'r', when: {}, outcome: 'gate', sentence: 'Rule.', holdSeconds: 30 });
  expect(evaluatePolicy(policy, { ...facts, external: false }).holdMs).toBe(30_000);
});

test('a question waits for a week unless its rule says otherwise', () => {
  expect(evaluatePolicy(defaultPolicy, facts).expiresAfterMs).toBe(defaultExpiryMs);
  const policy = policyOf({ id: 'r', when: {}, outcome: 'gate', sentence: 'Rule.', expiresAfterSeconds: 3600 });
  expect(evaluatePolicy(policy, facts).expiresAfterMs).toBe(3_600_000);
});

test('what would have made it automatic is only said where it really would', () => {
  expect(evaluatePolicy(defaultPolicy, facts).automaticIf).toBe('Only a change of the policy would make it automatic.');
  const other = evaluatePolicy(defaultPolicy, { ...facts, ...inside });
  expect(other.automaticIf).toBe('It would be automatic if effect class is read.');
  for (const choice of ['target', 'content']) {
    expect(evaluatePolicy(defaultPolicy, { ...facts, ...inside, tainted: [choice] }).automaticIf).toBe(
      'It would be automatic if effect class is read, without untrusted input.',
    );
  }
  const tainted = evaluatePolicy(defaultPolicy, { ...facts, ...inside, effectClass: 'read', tainted: ['content'] });
  expect(tainted.automaticIf).toBe('It would be automatic without the untrusted input.');
});

test('no fact about risk ever lowers the tier', () => {
  const anyFacts = fc.record({
    toolId: fc.constantFrom('reply.send', 'records.tag', 'x'),
    toolKnown: fc.boolean(),
    effectClass: fc.constantFrom('read', 'reversible', 'consequential', 'critical', 'odd'),
    agentId: fc.constantFrom('a', 'b'),
    external: fc.boolean(),
    conditionalWrite: fc.boolean(),
    tainted: fc.subarray(['content', 'target']),
    firstTime: fc.boolean(),
    target: fc.constant('ticket 4711'),
    money: fc.option(fc.record({ micros: fc.nat(), currency: fc.constantFrom('EUR', 'JPY') })),
  });
  fc.assert(
    fc.property(anyFacts, (some) => {
      const given = { ...facts, ...some };
      const tier = rank(evaluatePolicy(defaultPolicy, given).tier);
      expect(rank(evaluatePolicy(defaultPolicy, { ...given, toolKnown: false }).tier)).toBeGreaterThanOrEqual(tier);
      expect(rank(evaluatePolicy(defaultPolicy, { ...given, tainted: [] }).tier)).toBeLessThanOrEqual(tier);
      expect(rank(evaluatePolicy(defaultPolicy, { ...given, conditionalWrite: true }).tier)).toBeLessThanOrEqual(tier);
    }),
    { numRuns: 1000 },
  );
});

test('an amount holds for its own currency alone, to the cent, and for no action without money', () => {
  const policy = policyOf(
    { id: 'small', when: { amount: { currency: 'EUR', below: '100' } }, outcome: 'gate', sentence: 'Small.' },
    {
      id: 'middle',
      when: { amount: { currency: 'EUR', atLeast: '100', below: '250.50' } },
      outcome: 'notify',
      sentence: '',
    },
    { id: 'rest', when: {}, outcome: 'gate-two', sentence: 'The rest.' },
  );
  const ruleFor = (micros: number, currency = 'EUR') =>
    evaluatePolicy(policy, { ...facts, money: { micros, currency } }).rule;
  expect([ruleFor(99_990_000), ruleFor(100_000_000), ruleFor(250_490_000), ruleFor(250_500_000)]).toEqual([
    'small',
    'middle',
    'middle',
    'rest',
  ]);
  expect(ruleFor(1_000_000, 'USD')).toBe('rest');
  expect(evaluatePolicy(policy, { ...facts, money: null }).rule).toBe('rest');
  const verdict = evaluatePolicy(policy, { ...facts, money: { micros: 99_990_000, currency: 'EUR' } });
  expect(verdict.matched).toEqual(['amount is 99.99 EUR']);
});

test('an amount that a rule lets run says what would have made an action automatic', () => {
  const policy = policyOf(
    { id: 'small', when: { amount: { currency: 'EUR', below: '5' } }, outcome: 'auto', sentence: 'Small.' },
    { id: 'rest', when: {}, outcome: 'gate', sentence: 'The rest.' },
  );
  const verdict = evaluatePolicy(policy, { ...facts, money: { micros: 9_000_000, currency: 'EUR' } });
  expect(verdict).toMatchObject({ rule: 'rest', automaticIf: 'It would be automatic if amount is below 5 EUR.' });
});

test('the default policy lets one person credit less than 100, and asks two for more or for another currency', () => {
  const tierOf = (micros: number, currency: string) =>
    evaluatePolicy(defaultPolicy, {
      ...facts,
      ...inside,
      toolId: 'credit.issue',
      effectClass: 'critical',
      money: { micros, currency },
    });
  expect(tierOf(99_990_000, 'EUR')).toMatchObject({ tier: 'gate', rule: 'small-credit-eur', holdMs: 8_000 });
  expect(tierOf(99_990_000, 'USD')).toMatchObject({ tier: 'gate', rule: 'small-credit-usd' });
  expect(tierOf(100_000_000, 'EUR')).toMatchObject({ tier: 'gate-two', rule: 'credit', holdMs: 8_000 });
  expect(tierOf(10_000_000, 'JPY')).toMatchObject({ tier: 'gate-two', rule: 'credit' });
});

test('the people a rule asks for, whom it addresses and whom it asks next stand in the verdict', () => {
  const duties = {
    approvers: { count: 3, roles: ['reviewer', 'admin'] },
    assignTo: ['person:ada'],
    escalation: { chain: ['role:reviewer'], afterMinutes: 60 },
  } satisfies Partial<Policy['rules'][number]>;
  const rules = [{ id: 'r', when: {}, outcome: 'gate' as const, sentence: 'Asks.', ...duties }];
  expect(evaluatePolicy({ ...defaultPolicy, rules }, facts)).toMatchObject(duties);
});

test('the default policy raises what runs by itself by the facts it lists, and to one person at most', () => {
  const lax: Policy = {
    ...defaultPolicy,
    rules: [{ id: 'all', when: {}, outcome: 'auto', sentence: 'Anything.' }],
  };
  const plain = { ...facts, ...inside, effectClass: 'reversible', reversible: true };
  expect(evaluatePolicy(lax, plain).tier).toBe('auto');
  const risky = [
    { reversible: false },
    { external: true },
    { labels: ['personal'] },
    { firstTime: true },
    { driftAlert: true },
  ];
  for (const fact of risky)
    expect(evaluatePolicy(lax, { ...plain, ...fact }).tier, JSON.stringify(fact)).toBe('notify');
  const all = { ...plain, reversible: false, external: true, labels: ['secret'], firstTime: true };
  expect(evaluatePolicy(lax, all)).toMatchObject({ tier: 'gate', raisedBy: ['irreversible', 'external'] });
});

test('A13 people other than the author decide on a change of the policy, whatever it says itself', () => {
  const change = { ...facts, ...inside, toolId: 'policy.change', effectClass: 'critical' };
  for (const outcome of ['auto', 'notify', 'deny'] as const) {
    const verdict = evaluatePolicy(policyOf({ id: 'all', when: {}, outcome, sentence: 'Anything.' }), change);
    expect(verdict).toMatchObject({ tier: 'gate-two', approvers: { apart: true } });
    expect(verdict.sentence).toContain('It changes the policy itself');
    expect(verdict.automaticIf).toBe('A change of the policy is never automatic.');
  }
  const one = evaluatePolicy(policyOf({ id: 'all', when: {}, outcome: 'gate', sentence: 'One.' }), change);
  expect(one).toMatchObject({ tier: 'gate', approvers: { count: 1, apart: true } });
});
