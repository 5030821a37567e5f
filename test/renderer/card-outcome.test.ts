import { describe, expect, test } from 'vitest';
import type { ApprovalDetail } from '../../shared/domain/approval.ts';
import { approvalStatuses } from '../../shared/domain/approval.ts';
import { approversLeft, approversOf } from '../../shared/domain/duty.ts';
import { profileOf, type Person } from '../../shared/domain/person.ts';
import { whyNotApprove, whyNotDecide } from '../../renderer/src/features/card/may-approve.ts';
import { outcomeOf } from '../../renderer/src/format/outcome.ts';
import { busyState } from './fake-runtime/content.ts';
import { decisionOf, moveTo } from './fake-runtime/approvals.ts';

const mara: Person = { personId: 'mara', printedName: 'Mara Lindqvist', role: 'reviewer' };
const jonas: Person = { personId: 'jonas', printedName: 'Jonas Weber', role: 'reviewer' };
const nowMs = 1_800_000_000_000;

/** A pending item of the stand-in, moved to a status with what is recorded there. */
function item(status: ApprovalDetail['status'], more: Partial<ApprovalDetail> = {}): ApprovalDetail {
  const state = busyState(nowMs, 4);
  const pending = [...state.approvals.values()].find((one) => one.status === 'pending');
  if (pending === undefined) throw new Error('nothing waits');
  return moveTo(state, pending.approvalId, status, more);
}

const approved = (by: Person) => decisionOf(item('pending'), by, 'approve', '', nowMs);

describe('what the card says of an item that is not simply pending', () => {
  test('every status has its own words and what follows from it; pending has its controls instead', () => {
    const said = approvalStatuses.map((status) => outcomeOf(item(status, { decisions: [approved(jonas)] })));
    expect(said[approvalStatuses.indexOf('pending')]).toBeNull();
    const others = said.filter((one) => one !== null);
    expect(others).toHaveLength(approvalStatuses.length - 1);
    expect(others.filter(({ what, next }) => what === '' || next === '')).toEqual([]);
    expect(new Set(others.map(({ next }) => next)).size).toBe(others.length);
  });

  test('who has approved is named, and how many are still to', () => {
    const three = { count: 3, roles: [], apart: true };
    const one = item('partly-approved', {
      decisions: [approved(jonas)],
      approvers: approversLeft(three, ['reviewer']),
    });
    expect(outcomeOf(one)).toMatchObject({
      what: 'Jonas Weber approved it: 1 of 3.',
      next: '2 more people have to decide; until then nothing runs.',
    });
    const two = [approved(jonas), approved(mara)];
    const asked = item('partly-approved', {
      decisions: two,
      approvers: approversLeft({ ...three, roles: ['admin'] }, ['reviewer', 'reviewer']),
    });
    expect(outcomeOf(asked)).toMatchObject({
      what: 'Jonas Weber and Mara Lindqvist approved it: 2 of 3.',
      next: 'One more person has to decide, admin among them; until then nothing runs.',
    });
  });

  test('an approval that was taken back is nobody’s any more', () => {
    const undone = decisionOf(item('pending'), jonas, 'undo', '', nowMs);
    const held = item('holding', { decisions: [approved(jonas), undone, approved(mara)], holdMs: 600_000 });
    expect(outcomeOf(held)).toMatchObject({
      what: 'Mara Lindqvist approved it.',
      next: expect.stringContaining('10 min'),
    });
  });

  test('expiry is nobody’s refusal, and what ended with a run is nobody’s withdrawal', () => {
    expect(outcomeOf(item('expired'))?.what).toMatch(/^Nobody answered until .+, so it was denied\.$/);
    expect(outcomeOf(item('withdrawn', { causeDetail: 'Its run was cancelled.' }))).toMatchObject({
      what: 'Its run was cancelled.',
      why: '',
    });
  });
});

describe('why somebody’s approval would be refused, before the button is pressed', () => {
  const people = [profileOf(mara), profileOf(jonas), { ...profileOf(mara), personId: 'mara.2', identity: 'mara' }];
  const two = { tier: 'gate-two' as const, approvers: approversLeft(approversOf('gate-two', undefined), []) };

  test('a role that decides nothing here is told so for approving and rejecting alike', () => {
    const operator: Person = { ...jonas, role: 'operator' };
    expect(whyNotDecide(two, operator)).toBe('Two reviewers decide on this action; an operator cannot.');
    expect(whyNotApprove(item('pending', two), operator, people)).toBe(whyNotDecide(two, operator));
    expect(whyNotApprove(item('pending'), operator, people)).toBeUndefined();
  });

  test('nobody counts twice, also under another profile of theirs', () => {
    const half = item('partly-approved', { ...two, decisions: [approved(mara)] });
    expect(whyNotApprove(half, mara, people)).toMatch(/^You have approved this already/);
    expect(whyNotApprove(half, { ...mara, personId: 'mara.2' }, people)).toMatch(/^You have approved this already/);
    expect(whyNotApprove(half, jonas, people)).toBeUndefined();
  });

  test('who started the run decides where one person does, and not where others are asked for', () => {
    const { who } = item('pending');
    const own = { who: { ...who, startedBy: 'mara' } };
    expect(whyNotApprove(item('pending', own), mara, people)).toBeUndefined();
    expect(whyNotApprove(item('pending', { ...own, ...two }), mara, people)).toMatch(/^You started this run/);
    const asked = item('pending', { ...two, who: { ...who, startedBy: 'eli', askedBy: 'mara' } });
    expect(whyNotApprove(asked, mara, people)).toMatch(/^You asked for this/);
  });
});
