import { expect, test } from 'vitest';
import { decideApproval } from '../../../electron/runtime/approvals/decide.ts';
import { maxGrantMs } from '../../../electron/runtime/approvals/grant-life.ts';
import { decideEffect } from '../../../electron/runtime/approvals/effect-lifecycle.ts';
import { checkExecution } from '../../../electron/runtime/approvals/execution-check.ts';
import { after, ana, applied, ben, envAt, holdMs, readyItem, seen, startMs, waitingItem } from './sample-item.ts';

const dayMs = 86_400_000;

test('A17 an approved action waits out its hold window, and can be taken back until it is sent', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  expect(held).toMatchObject({
    effect: { status: 'holding', holdUntilMs: startMs + holdMs },
    approval: { status: 'holding', holdUntilMs: startMs + holdMs },
  });
  const undone = after(held, { kind: 'undo', by: ben, reason: '' }, envAt(startMs + 10));
  expect(undone).toMatchObject({
    effect: { status: 'waiting-decision', holdUntilMs: null },
    approval: { status: 'pending', decidedBy: null, version: 3 },
    grant: { status: 'revoked' },
  });
  expect(decideApproval(undone, seen('approve', held, ana), envAt(startMs + 11))).toMatchObject({ code: 'stale' });
  const sent = applied(held, decideEffect(held, { kind: 'dispatch' }, envAt(startMs + holdMs)), startMs + holdMs);
  expect(decideApproval(sent, { kind: 'undo', by: ben, reason: '' }, envAt(startMs + holdMs))).toMatchObject({
    ok: false,
    code: 'wrong-state',
    message: expect.stringContaining('too late'),
  });
});

test('A17 after undo at gate-two the count starts again', () => {
  const item = waitingItem({ tier: 'gate-two' });
  const first = after(item, seen('approve', item, ana), envAt(startMs));
  const held = after(first, seen('approve', first, ben), envAt(startMs));
  const undone = after(held, { kind: 'undo', by: ana, reason: '' }, envAt(startMs));
  const again = after(undone, seen('approve', undone, ana), envAt(startMs));
  expect(again.approval?.status).toBe('partly-approved');
});

test('A17 after a start the window begins again in full; a grant that would not outlive it gives the item back', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  const soon = after(held, { kind: 'restart-hold' }, envAt(startMs + 60_000));
  expect(soon.effect).toMatchObject({ status: 'holding', holdUntilMs: startMs + 60_000 + holdMs });
  for (const downMs of [maxGrantMs - holdMs, maxGrantMs, 3 * dayMs]) {
    const back = after(held, { kind: 'restart-hold' }, envAt(startMs + downMs));
    expect(back).toMatchObject({
      approval: { status: 'pending' },
      effect: { status: 'waiting-decision' },
      grant: { status: 'expired' },
    });
  }
});

test('a recalled item waits again, and a waiting one has nothing to recall', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  const recalled = after(held, { kind: 'recall', reason: 'Emergency stop' }, envAt(startMs + 1));
  expect(recalled).toMatchObject({ approval: { status: 'pending' }, grant: { status: 'revoked' } });
  expect(decideApproval(item, { kind: 'recall', reason: 'x' }, envAt(startMs)).ok).toBe(false);
});

test('without a hold window an approved action is granted and ready', () => {
  const item = waitingItem({ holdMs: 0 });
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  expect(held.effect).toMatchObject({ status: 'granted', holdUntilMs: startMs });
});

test('a hold that would outlast the approval is refused at once instead of never running', () => {
  const item = waitingItem({ holdMs: maxGrantMs });
  expect(decideApproval(item, seen('approve', item, ana), envAt(startMs))).toMatchObject({ ok: false, code: 'stale' });
  const shorter = waitingItem({ holdMs: maxGrantMs - 1 });
  expect(decideApproval(shorter, seen('approve', shorter, ana), envAt(startMs)).ok).toBe(true);
});

test('who may not decide may not take back either', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  const auditor = { ...ben, role: 'auditor' as const };
  expect(decideApproval(held, { kind: 'undo', by: auditor, reason: '' }, envAt(startMs))).toMatchObject({
    code: 'not-allowed',
  });
});

test('A17 a held item whose grant is gone goes back to pending at a start', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  for (const grant of [null, held.grant === null ? null : { ...held.grant, status: 'revoked' as const }]) {
    const back = after({ ...held, grant }, { kind: 'restart-hold' }, envAt(startMs + 1));
    expect(back.approval?.status).toBe('pending');
  }
});

test('A19: a stop of a class holds what was judged to be of it, and what its tool is of by now', () => {
  const { item, world } = readyItem();
  const tool = world.tool === null ? null : { ...world.tool, effectClass: 'critical' };
  for (const id of ['consequential', 'critical', 'read']) {
    const stops = [{ scope: { kind: 'class' as const, id }, by: 'ben', reason: '', atMs: startMs }];
    expect(checkExecution(item, { ...world, tool, stops }).ok).toBe(id === 'read');
  }
});
