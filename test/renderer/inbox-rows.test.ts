import { expect, test } from 'vitest';
import { approvalSummarySchema } from '../../shared/domain/approval.ts';
import {
  groupTitle,
  inboxRows,
  membersShown,
  memberTitle,
  orderedIds,
} from '../../renderer/src/features/inbox/rows.ts';
import { batchObstacle } from '../../renderer/src/stores/selection.ts';
import { busyState } from './fake-runtime/content.ts';

const state = busyState(1_800_000_000_000, 40);
const details = [...state.approvals.values()].filter((item) => item.status === 'pending');
const items = details
  .map((item) => approvalSummarySchema.parse(item))
  .toSorted((a, b) => a.expiresAtMs - b.expiresAtMs);
const byId = new Map(items.map((item) => [item.approvalId, item]));
const order = items.map((item) => item.approvalId);

test('alike items stand under one head at the place of the most urgent of them', () => {
  const rows = inboxRows(order, byId, new Set());
  expect(rows.map((row) => row.kind).slice(0, 3)).toEqual(['item', 'group', 'item']);
  const group = rows.find((row) => row.kind === 'group');
  expect(group?.kind === 'group' ? groupTitle(group.items) : '').toBe('Send 30 replies');
  expect(rows.filter((row) => row.kind === 'more')).toHaveLength(2);
  expect(orderedIds(rows).toSorted()).toEqual(order.toSorted());
});

test('a group shows its first members until all are asked for, and none when it is closed', () => {
  const group = inboxRows(order, byId, new Set()).find((row) => row.kind === 'group');
  const id = group?.id ?? '';
  const membersOf = (expanded: string[]): number =>
    inboxRows(order, byId, new Set(expanded)).filter(
      (row) => row.kind === 'item' && row.isMember && row.item.fingerprint === id,
    ).length;
  expect(membersOf([])).toBe(membersShown);
  expect(membersOf([id])).toBe(30);
  expect(membersOf([`closed:${id}`])).toBe(0);
});

test('a member is told apart by what its title does not share', () => {
  expect(memberTitle('Send 1 reply to complaint 3162002')).toBe('complaint 3162002');
  expect(memberTitle('Roll back ticket-review r14')).toBe('Roll back ticket-review r14');
});

test('only pending, alike items below two people can be marked together', () => {
  const [reply, another] = items.filter((item) => item.toolId === 'reply.send');
  const record = items.find((item) => item.toolId === 'record.update');
  const two = items.find((item) => item.tier === 'gate-two');
  if (reply === undefined || another === undefined || record === undefined || two === undefined)
    throw new Error('fixture');
  const marked = new Map([[reply.approvalId, reply]]);
  expect(batchObstacle(another, marked)).toBeNull();
  expect(batchObstacle(record, marked)).toContain('alike');
  expect(batchObstacle(two, new Map())).toContain('one by one');
  expect(batchObstacle({ ...reply, status: 'holding' }, new Map())).toContain('pending');
});
