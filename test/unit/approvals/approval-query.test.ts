import { expect, test } from 'vitest';
import { matchesApproval, parseApprovalQuery, toApprovalFilter } from '../../../shared/domain/approval-query.ts';
import { builtInInboxes } from '../../../shared/domain/split-inboxes.ts';
import { approvalFilter } from '../../../shared/ipc/approval-list-methods.ts';
import { approvalOf, nowMs } from '../assistant/working-day.ts';

const asked = { status: ['pending'], me: 'ada' } as const;
const filterOf = (text: string) => toApprovalFilter(parseApprovalQuery(text), asked);

test('the text of a query names every part of the filter the runtime takes', () => {
  const text = 'tool:reply.send agent:x tier:gate tier:gate-two expires:<2h money:>100.5eur for:me by:ben late fees';
  expect(filterOf(text)).toEqual({
    status: ['pending'],
    toolId: 'reply.send',
    agentId: 'x',
    tier: ['gate', 'gate-two'],
    expiresInLess: 7_200_000,
    moneyOver: 100_500_000,
    currency: 'EUR',
    decidableBy: 'ada',
    approvedBy: 'ben',
    text: 'late fees',
  });
  expect(filterOf('status:unknown run:r1').status).toEqual(['unknown']);
});

test('what means nothing is kept as it was typed, and everything that is typed makes a filter that is taken', () => {
  const odd = ['tier:top', 'expires:2h', 'money:lots', 'status:open', 'when:now', 'agent:'];
  expect(parseApprovalQuery(odd.join(' ')).unknown).toEqual(odd);
  for (const text of [...odd, 'x'.repeat(400), '::: <>"\' money:>', ...builtInInboxes.map(({ query }) => query)])
    expect(approvalFilter.safeParse(filterOf(text)).success, text).toBe(true);
});

test('an item that arrives is judged by the same parts as the list', () => {
  const item = approvalOf({
    approvalId: 'a1',
    money: { micros: 120_000_000, currency: 'EUR' },
    expiresAtMs: nowMs + 60_000,
  });
  const yes = ['', 'money:>100', 'money:>100eur', 'expires:<2h', 'tool:reply.send ticket-17', 'tier:gate'];
  const no = ['money:<100', 'money:>1usd', 'expires:>2h', 'tool:x', 'tier:gate-two', 'status:unknown', 'elsewhere'];
  expect(yes.filter((text) => !matchesApproval(item, filterOf(text), nowMs))).toEqual([]);
  expect(no.filter((text) => matchesApproval(item, filterOf(text), nowMs))).toEqual([]);
});
