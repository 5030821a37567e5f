import { afterAll, beforeAll, expect, test } from 'vitest';
import { noDuty } from '../../../shared/domain/duty.ts';
import { profileOf } from '../../../shared/domain/person.ts';
import { approvalFilter, type ApprovalFilter } from '../../../shared/ipc/approval-list-methods.ts';
import type { ApprovalState } from '../../../electron/runtime/engine/effect-states.ts';
import type { Change } from '../../../electron/runtime/engine/engine-port.ts';
import { createApprovalLists, type ApprovalLists } from '../../../electron/runtime/store/read/approval-list.ts';
import { furnish } from '../../helpers/sample-runs.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';
import { waitingItem } from '../../unit/approvals/sample-item.ts';

const hourMs = 3_600_000;
const start = 1_800_000_000_000;
const clock = { nowMs: start };
let made: TestEngine;
let lists: ApprovalLists;

beforeAll(async () => {
  made = openTestEngine();
  await furnish(made.engine);
  await write([
    ...item('calm-late', { risk: 1, expiresAtMs: start + 100 * hourMs }),
    ...item('calm-soon', { risk: 1, expiresAtMs: start + hourMs / 2 }),
    ...item('grave-late', { risk: 16, expiresAtMs: start + 100 * hourMs, tier: 'gate-two' }),
    ...item('paid', { risk: 4, expiresAtMs: start + 50 * hourMs, money: { micros: 120_000_000, currency: 'EUR' } }),
    ...item('grave-soon', { risk: 16, expiresAtMs: start + hourMs, tier: 'gate-two' }),
  ]);
  lists = createApprovalLists(made.reader, () => clock.nowMs);
});
afterAll(() => made.close());

const byUrgency = ['grave-soon', 'calm-soon', 'grave-late', 'paid', 'calm-late'];

test('what waits is ordered by risk x time to expiry, page by page, of the moment the list was begun at', () => {
  clock.nowMs = start;
  const whole = lists.list({ status: ['pending'], order: 'urgency', limit: 10 });
  expect(whole.approvals.map(({ approvalId }) => approvalId)).toEqual(byUrgency);
  expect(whole).toMatchObject({ next: null, total: 5 });

  const read: string[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const page = lists.list({
      status: ['pending'],
      order: 'urgency',
      limit: 2,
      ...(after === undefined ? {} : { after }),
    });
    read.push(...page.approvals.map(({ approvalId }) => approvalId));
    after = page.next;
    // An hour passes between two pages: in a list of now the order is another.
    clock.nowMs += hourMs;
  }
  expect(read).toEqual(byUrgency);
  clock.nowMs = start;
});

test('each page begins where the one before ended, at whatever moment it is read: nothing is left out and nothing comes twice', async () => {
  const alike = ['alike-1', 'alike-2', 'alike-3', 'alike-4', 'alike-5'];
  await write(alike.flatMap((id) => item(id, { status: 'partly-approved', expiresAtMs: start + 7 * hourMs })));
  for (const afterMs of [0, 1, 1_237, 59_999]) {
    clock.nowMs = start + afterMs;
    const read: string[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const from = after === undefined ? {} : { after };
      const page = lists.list({ status: ['partly-approved'], order: 'urgency', limit: 2, ...from });
      read.push(...page.approvals.map(({ approvalId }) => approvalId));
      after = page.next;
    }
    expect(read, String(afterMs)).toEqual(alike);
  }
  clock.nowMs = start;
});

test('a place in a list of another order is refused, and nothing is read from it', () => {
  const { next } = lists.list({ status: ['pending'], order: 'urgency', limit: 1 });
  expect(() => lists.list({ status: ['pending'], order: 'newest', limit: 1, after: next ?? '' })).toThrow(
    /another order/,
  );
});

test('what is decided is listed with the last decision first, whether it is walked to or sorted', async () => {
  await write([
    ...item('first', { status: 'executed', decidedAtMs: start + 1 }),
    ...item('last', { status: 'rejected', decidedAtMs: start + 3 }),
    ...item('middle', { status: 'expired', decidedAtMs: start + 2 }),
  ]);
  const status = ['executed', 'rejected', 'expired'] as const;
  const decided = (limit: number): string[] => {
    const read: string[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const page = lists.list({
        status: [...status],
        order: 'newest',
        limit,
        ...(after === undefined ? {} : { after }),
      });
      read.push(...page.approvals.map(({ approvalId }) => approvalId));
      after = page.next;
    }
    return read;
  };
  expect(decided(10)).toEqual(['last', 'middle', 'first']);
  expect(decided(1)).toEqual(['last', 'middle', 'first']);
  made.db.prepare("UPDATE counter SET n = n + 9000 WHERE name = 'approval:executed'").run();
  expect(decided(1)).toEqual(['last', 'middle', 'first']);
  made.db.prepare("UPDATE counter SET n = n - 9000 WHERE name = 'approval:executed'").run();
});

test('each part of a filter narrows the list, and a count says how many without reading them', () => {
  const ids = (filter: ApprovalFilter): string[] =>
    lists
      .list({ ...approvalFilter.parse(filter), order: 'urgency', limit: 10 })
      .approvals.map(({ approvalId }) => approvalId);
  const filters: ApprovalFilter[] = [
    {},
    { tier: ['gate-two'] },
    { moneyOver: 100_000_000 },
    { moneyUnder: 100_000_000 },
    { expiresInLess: 2 * hourMs },
    { expiresInMore: 60 * hourMs, agentId: 'ticket-review' },
    { text: 'PAID' },
    { decidableBy: 'nobody-here' },
  ];
  const found = filters.map(ids);
  expect(found).toEqual([
    byUrgency,
    ['grave-soon', 'grave-late'],
    ['paid'],
    [],
    ['grave-soon', 'calm-soon'],
    ['grave-late', 'calm-late'],
    ['paid'],
    [],
  ]);
  const { counts } = lists.count({ filters: filters.map((filter) => approvalFilter.parse(filter)) });
  expect(counts).toEqual(found.map(({ length }) => length));
});

test('for me is what is addressed to me, to my role, to whom I stand in for, or to nobody, and counts leave out what I snoozed', async () => {
  const duty = (more: Partial<ApprovalState>): Partial<ApprovalState> => ({ ...noDuty, toolId: 'duty', ...more });
  const delegation = { by: 'cyd', byName: 'Cyd', to: 'ben', untilMs: start + hourMs };
  const snoozed = (untilMs: number) => [{ personId: 'ben', untilMs, event: null }];
  await write([
    ...item('anyone', duty({})),
    ...item('to-ben', duty({ assignedTo: ['person:ben'], snoozed: snoozed(start + hourMs) })),
    ...item('to-cyd', duty({ assignedTo: ['person:cyd'] })),
    ...item('to-reviewers', duty({ assignedTo: ['role:reviewer'], snoozed: snoozed(start - 1) })),
    ...item('to-operators', duty({ assignedTo: ['role:operator'] })),
    ...item('to-dee', duty({ assignedTo: ['person:dee'] })),
    ...item('handed-on', duty({ assignedTo: ['person:cyd'], delegation })),
    ...item(
      'asks-admins',
      duty({ approvers: { count: 2, roles: ['admin'], apart: true, given: 0, lacking: ['admin'] } }),
    ),
    ...['ben', 'cyd', 'dee', 'eli'].map((personId) => ({
      put: 'person' as const,
      atMs: start,
      state: profileOf({ personId, printedName: personId, role: personId === 'eli' ? 'admin' : 'reviewer' }),
    })),
    { put: 'person', atMs: start, state: { ...dee, absence: away } },
  ]);
  const mine = (decidableBy: string): string[] =>
    lists
      .list({ ...approvalFilter.parse({ toolId: 'duty', decidableBy }), order: 'oldest', limit: 20 })
      .approvals.map(({ approvalId }) => approvalId);
  const all = ['anyone', 'asks-admins', 'handed-on', 'to-ben', 'to-dee', 'to-reviewers'];
  expect(mine('ben')).toEqual(all);
  expect(mine('eli')).toEqual(['asks-admins']);
  clock.nowMs = start + 2 * hourMs;
  expect(mine('ben')).toEqual(all.filter((id) => id !== 'handed-on'));
  clock.nowMs = start;
  const counted = (more: object): number =>
    lists.count({ filters: [approvalFilter.parse({ toolId: 'duty', ...more })] }).counts[0] ?? -1;
  expect([counted({}), counted({ notSnoozedBy: 'ben' }), counted({ notSnoozedBy: 'cyd' })]).toEqual([8, 7, 8]);
});

const away = { fromMs: start - hourMs, untilMs: start + 10 * hourMs, standIn: 'ben', reason: 'away' };
const dee = profileOf({ personId: 'dee', printedName: 'Dee', role: 'reviewer' });

function item(id: string, more: Partial<ApprovalState>): Change[] {
  const { effect, approval } = waitingItem({ id });
  if (approval === null) throw new Error('no approval');
  const state = { ...effect, effectKey: `key-${id}`, approvalId: id };
  return [
    { put: 'effect', before: null, state },
    { put: 'approval', before: null, state: { ...approval, approvalId: id, title: `Send ${id}`, ...more } },
  ];
}

async function write(changes: readonly Change[]): Promise<void> {
  await made.engine.transact({}, () => ({ ok: true, changes, reply: null }));
}
