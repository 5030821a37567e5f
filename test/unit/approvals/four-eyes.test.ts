import { expect, test } from 'vitest';
import { approversWords, type ApproversRule } from '../../../shared/domain/duty.ts';
import { profileOf, type Person, type Profile } from '../../../shared/domain/person.ts';
import { decideApproval } from '../../../electron/runtime/approvals/decide.ts';
import { checkExecution } from '../../../electron/runtime/approvals/execution-check.ts';
import { parsePolicy } from '../../../electron/runtime/policies/parse.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import { after, ana, ben, cleo, envAt, readyItem, seen, startMs, waitingItem, holdMs } from './sample-item.ts';

const dora: Person = { personId: 'dora', printedName: 'Dora Lind', role: 'admin' };
const emil: Person = { personId: 'emil', printedName: 'Emil Voss', role: 'reviewer' };
const three: ApproversRule = { count: 3, roles: ['reviewer', 'admin'] };
const words = (item: EffectBundle): string => (item.approval === null ? '' : approversWords(item.approval.approvers));
const env = { startedBy: 'zoe' };

function approvedBy(item: EffectBundle, ...people: Person[]): EffectBundle {
  return people.reduce((state, by) => after(state, seen('approve', state, by), envAt(startMs, env)), item);
}

test('A13 where a rule asks for three people, a reviewer and an admin among them, it is granted by exactly such three', () => {
  const item = waitingItem({ tier: 'gate', approvers: three });
  expect(words(item)).toBe('0 of 3, needs: reviewer, admin');
  const first = approvedBy(item, ana);
  expect([words(first), first.approval?.status, first.grant]).toEqual([
    '1 of 3, needs: admin',
    'partly-approved',
    null,
  ]);
  const second = approvedBy(first, ben);
  expect([words(second), second.approval?.status]).toEqual(['2 of 3, needs: admin', 'partly-approved']);
  expect(decideApproval(second, seen('approve', second, emil), envAt(startMs, env))).toMatchObject({
    ok: false,
    code: 'not-allowed',
    message: expect.stringContaining('a person with the role admin'),
  });
  const granted = approvedBy(second, dora);
  expect([words(granted), granted.approval?.status]).toEqual(['3 of 3', 'holding']);
  expect(granted.grant?.reviewers.map(({ personId }) => personId)).toEqual(['ana', 'ben', 'dora']);
});

test('A13 an admin decides only where the policy asks for one by name', () => {
  const plain = waitingItem({ tier: 'gate-two' });
  expect(decideApproval(plain, seen('approve', plain, dora), envAt(startMs, env)).ok).toBe(false);
});

test('A13 a rule never asks for fewer people than the tier does, and taking back starts the count again', () => {
  const item = waitingItem({ tier: 'gate-two', approvers: { count: 1 } });
  expect(words(item)).toBe('0 of 2');
  const granted = approvedBy(item, ana, ben);
  const back = after(granted, { kind: 'undo', by: ben, reason: 'not yet' }, envAt(startMs, env));
  expect([words(back), back.approval?.status]).toEqual(['0 of 2', 'pending']);
});

test('A13 a rule can ask for somebody else also where one person is enough, through whichever profile', () => {
  const item = waitingItem({ tier: 'gate', approvers: { count: 1, apart: true } });
  const own = decideApproval(item, seen('approve', item, ana), envAt(startMs, { startedBy: 'ana' }));
  expect(own).toMatchObject({ ok: false, message: expect.stringContaining('somebody else') });
  const linked = { startedBy: 'ana.work', identityOf: (id: string) => (id === 'ana.work' ? 'ana' : id) };
  expect(decideApproval(item, seen('approve', item, ana), envAt(startMs, linked)).ok).toBe(false);
  expect(decideApproval(item, seen('approve', item, ben), envAt(startMs, linked)).ok).toBe(true);
});

test('A6 the people asked for are in the bytes that were decided on, and are counted again before it runs', () => {
  const { world } = readyItem();
  const granted = approvedBy(waitingItem({ tier: 'gate', approvers: three }), ana, ben, dora);
  const roles: Record<string, string> = { ana: 'reviewer', ben: 'reviewer', dora: 'admin' };
  const now = { ...world, nowMs: startMs + holdMs, ownOf: ['zoe'], roleOf: (id: string) => roles[id] ?? null };
  expect(checkExecution(granted, now)).toMatchObject({ ok: true });
  const without = (ids: readonly string[]): EffectBundle => ({
    ...granted,
    grant: granted.grant && {
      ...granted.grant,
      reviewers: granted.grant.reviewers.filter((one) => !ids.includes(one.personId)),
    },
  });
  expect(checkExecution(without(['ben']), now)).toMatchObject({ ok: false, field: 'reviewers', cause: 'stale' });
  const fewer = { ...granted, effect: { ...granted.effect, envelope: waitingItem().effect.envelope } };
  expect(checkExecution(fewer, now)).toMatchObject({ ok: false, field: 'envelope' });
  const same = (id: string): string => (id === 'ben' ? 'ana' : id);
  expect(checkExecution(granted, { ...now, identityOf: same })).toMatchObject({ ok: false, field: 'reviewers' });
  const asked = (id: string): string => (id === 'zoe' ? 'ben' : id);
  expect(checkExecution(granted, { ...now, identityOf: asked })).toMatchObject({ ok: false, field: 'reviewer.own' });
});

test('A18 who stands in decides in their own name, and nobody counts twice by it', () => {
  const item = addressed(waitingItem({ tier: 'gate-two' }), ['person:ana']);
  const people = [away(ana, 'ben'), profileOf(ben), profileOf(emil), profileOf(cleo)];
  const byBen = after(item, seen('approve', item, ben), envAt(startMs, { ...env, people }));
  expect(byBen.decisions[0]).toMatchObject({
    personId: 'ben',
    printedName: 'Ben Okafor',
    onBehalfOf: { personId: 'ana', printedName: 'Ana Müller' },
  });
  expect(decideApproval(byBen, seen('approve', byBen, ana), envAt(startMs, { ...env, people }))).toMatchObject({
    ok: false,
    message: expect.stringContaining('approved this for you already'),
  });
  expect(decideApproval(byBen, seen('approve', byBen, ben), envAt(startMs, { ...env, people })).ok).toBe(false);
  const both = after(byBen, seen('approve', byBen, emil), envAt(startMs, { ...env, people }));
  expect(both.approval?.status).toBe('holding');
});

test('A18 where the absent person has approved already, who stands in decides for themselves', () => {
  const item = addressed(waitingItem({ tier: 'gate-two' }), ['person:ana']);
  const first = approvedBy(item, ana);
  const people = [away(ana, 'ben'), profileOf(ben)];
  const second = after(first, seen('approve', first, ben), envAt(startMs, { ...env, people }));
  expect(second.decisions[1]).toMatchObject({ personId: 'ben', onBehalfOf: null });
  expect(second.approval?.status).toBe('holding');
});

test('an absence counts from its beginning until its end', () => {
  const item = addressed(waitingItem({ tier: 'gate' }), ['person:ana']);
  const people = [away(ana, 'ben'), profileOf(ben)];
  for (const [atMs, name] of [
    [startMs - 1, null],
    [startMs, 'Ana Müller'],
    [startMs + 86_400_000 - 1, 'Ana Müller'],
    [startMs + 86_400_000, null],
  ] as const) {
    const decided = after(item, seen('approve', item, ben), envAt(atMs, { ...env, people }));
    expect(decided.decisions[0]?.onBehalfOf?.printedName ?? null).toBe(name);
  }
});

test('a policy that names more roles than people is refused with the line it stands on', () => {
  const rule = {
    id: 'r',
    when: {},
    outcome: 'gate',
    sentence: 'Asks.',
    approvers: { count: 1, roles: ['admin', 'reviewer'] },
  };
  const text = JSON.stringify({ id: 'p', version: 1, title: 'P', rules: [rule] }, null, 1);
  const read = parsePolicy(text);
  expect(read).toMatchObject({ ok: false, problems: [{ path: '/rules/0/approvers/roles' }] });
  const good = parsePolicy(text.replace('"count": 1', '"count": 2'));
  expect(good.ok).toBe(true);
});

function addressed(item: EffectBundle, assignedTo: string[]): EffectBundle {
  return { ...item, approval: item.approval && { ...item.approval, assignedTo } };
}

function away(person: Person, standIn: string): Profile {
  const absence = { fromMs: startMs, untilMs: startMs + 86_400_000, standIn, reason: 'holiday' };
  return { ...profileOf(person), absence };
}
