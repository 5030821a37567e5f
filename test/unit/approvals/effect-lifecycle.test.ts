import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideApproval } from '../../../electron/runtime/approvals/decide.ts';
import { decideEffect } from '../../../electron/runtime/approvals/effect-lifecycle.ts';
import type { ApprovalCommand } from '../../../electron/runtime/approvals/events.ts';
import { evolveApproval } from '../../../electron/runtime/approvals/evolve.ts';
import { after, ana, applied, ben, cleo, envAt, seen, startMs, waitingItem } from './sample-item.ts';

test('a grant is used by the first dispatch only; a second one settles the same intent', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  const first = applied(held, decideEffect(held, { kind: 'dispatch' }, envAt(startMs + 9_000)), startMs + 9_000);
  expect(first).toMatchObject({
    effect: { dispatches: 1, intentAtMs: startMs + 9_000 },
    grant: { status: 'consumed' },
  });
  const again = decideEffect(first, { kind: 'dispatch' }, envAt(startMs + 9_500));
  expect(again).toEqual({ ok: true, events: [{ type: 'effect.dispatched', dispatch: 2, atMs: startMs + 9_500 }] });
  expect(applied(first, again, startMs + 9_500).effect.intentAtMs).toBe(startMs + 9_000);
});

test('what was sent ends done, failed or unknown; only a person moves it on from unknown', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  const sent = applied(held, decideEffect(held, { kind: 'dispatch' }, envAt(startMs)), startMs);
  const receipt = { summary: 'written', detail: {}, atMs: startMs };
  const done = applied(sent, decideEffect(sent, { kind: 'settle', outcome: 'done', receipt }, envAt(startMs)), startMs);
  const lost = applied(
    sent,
    decideEffect(sent, { kind: 'settle', outcome: 'unknown', reason: 'cut' }, envAt(startMs)),
    startMs,
  );
  expect(done.approval?.status).toBe('executed');
  expect(decideEffect(lost, { kind: 'settle', outcome: 'done', receipt }, envAt(startMs)).ok).toBe(false);
  const settled = decideEffect(
    lost,
    { kind: 'reconcile', verdict: 'did-not-happen', by: ana, reason: 'asked' },
    envAt(startMs),
  );
  expect(applied(lost, settled, startMs)).toMatchObject({
    effect: { status: 'failed' },
    approval: { status: 'failed' },
  });
  const rolledBack = applied(done, decideEffect(done, { kind: 'compensated', receipt }, envAt(startMs)), startMs);
  expect(rolledBack).toMatchObject({ effect: { status: 'compensated' }, approval: { status: 'rolled-back' } });
});

test('what a person found out is told apart from what the tool said', () => {
  const item = waitingItem();
  const lost = { ...item, effect: { ...item.effect, status: 'unknown' as const } };
  for (const verdict of ['happened', 'did-not-happen'] as const) {
    const decided = decideEffect(lost, { kind: 'reconcile', verdict, by: ana, reason: 'I asked' }, envAt(startMs));
    expect(decided).toMatchObject({ ok: true, events: [{ reconciled: { verdict, reason: 'I asked' } }] });
  }
});

test('a refused effect keeps which field had changed, and its grant dies with it', () => {
  const item = waitingItem();
  const held = after(item, seen('approve', item, ana), envAt(startMs));
  const refused = decideEffect(
    held,
    { kind: 'refuse', cause: 'stale', detail: 'The row changed.', field: 'preconditions.rowHash' },
    envAt(startMs),
  );
  expect(refused).toMatchObject({
    ok: true,
    events: [{ type: 'grant.revoked' }, { type: 'effect.refused', field: 'preconditions.rowHash' }],
  });
  expect(applied(held, refused, startMs)).toMatchObject({
    effect: { status: 'refused', cause: 'stale', causeDetail: 'The row changed. (differs: preconditions.rowHash)' },
    approval: { status: 'stale' },
    grant: { status: 'revoked' },
  });
});

test('a gated action is never let through without a person', () => {
  for (const tier of ['gate', 'gate-two', 'deny'] as const) {
    const item = waitingItem({ tier });
    const proposed = { ...item, approval: null, effect: { ...item.effect, status: 'proposed' as const } };
    expect(decideEffect(proposed, { kind: 'allow' }, envAt(startMs))).toMatchObject({ ok: false, code: 'refused' });
  }
  const item = waitingItem({ tier: 'notify' });
  const proposed = { ...item, approval: null, effect: { ...item.effect, status: 'proposed' as const } };
  const allowed = applied(proposed, decideEffect(proposed, { kind: 'allow' }, envAt(startMs)), startMs);
  expect(allowed).toMatchObject({ effect: { status: 'holding' }, grant: { reviewers: [], approvalId: null } });
});

test('no sequence of commands reaches an illegal state, two live grants, or a dispatch without approvals enough', () => {
  const kinds = [
    'approve',
    'reject',
    'undo',
    'expire',
    'withdraw',
    'restart-hold',
    'recall',
    'dispatch',
    'settle',
  ] as const;
  fc.assert(
    fc.property(
      fc.constantFrom('gate' as const, 'gate-two' as const),
      fc.array(
        fc.record({
          kind: fc.constantFrom(...kinds),
          by: fc.constantFrom(ana, ben, cleo),
          waitMs: fc.nat(20 * 60_000),
        }),
        {
          maxLength: 14,
        },
      ),
      (tier, moves) => {
        let state = waitingItem({ tier });
        let nowMs = startMs;
        for (const move of moves) {
          nowMs += move.waitMs;
          const env = envAt(nowMs);
          const decided =
            move.kind === 'dispatch' || move.kind === 'settle'
              ? decideEffect(
                  state,
                  move.kind === 'dispatch' ? { kind: 'dispatch' } : { kind: 'settle', outcome: 'unknown', reason: 'x' },
                  env,
                )
              : decideApproval(state, commandOf(move.kind, state, move.by), env);
          if (decided.ok) state = applied(state, decided, nowMs);
        }
        const { effect, grant } = state;
        const sent = effect.status === 'dispatched' || effect.status === 'unknown';
        const people = new Set(grant?.reviewers.map((one) => one.personId)).size;
        expect(sent && (grant?.status !== 'consumed' || people < (tier === 'gate' ? 1 : 2))).toBe(false);
        expect(grant?.status === 'live' && effect.status !== 'holding').toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});

test('an event that does not fit the state is a bug and throws', () => {
  expect(() =>
    evolveApproval(waitingItem(), { type: 'effect.dispatched', dispatch: 1, atMs: startMs }, startMs),
  ).toThrow('cannot go from waiting-decision to dispatched');
});

function commandOf(kind: string, state: ReturnType<typeof waitingItem>, by: typeof ana): ApprovalCommand {
  if (kind === 'approve' || kind === 'reject') return seen(kind, state, by);
  if (kind === 'undo') return { kind, by, reason: '' };
  if (kind === 'withdraw') return { kind, by: null, reason: '' };
  if (kind === 'recall') return { kind, reason: '' };
  return kind === 'expire' ? { kind } : { kind: 'restart-hold' };
}
