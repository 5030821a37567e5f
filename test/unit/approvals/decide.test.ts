import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideApproval } from '../../../electron/runtime/approvals/decide.ts';
import { maxGrantMs } from '../../../electron/runtime/approvals/grant-life.ts';
import type { ApprovalCommand } from '../../../electron/runtime/approvals/events.ts';
import { after, ana, applied, ben, cleo, envAt, seen, startMs, waitingItem } from './sample-item.ts';

const dayMs = 86_400_000;

test('A5 a decision records hash, meaning, printed name, id, role, reason, time, how the person authenticated, and expiry', () => {
  const item = waitingItem();
  const decided = after(item, seen('approve', item, ana), envAt(startMs + 5));
  expect(decided.decisions).toEqual([
    {
      decisionId: expect.any(String),
      approvalId: 'approval-1',
      envelopeHash: item.effect.envelopeHash,
      decision: 'approve',
      meaning: 'I approve running exactly this action.',
      personId: 'ana',
      printedName: 'Ana Müller',
      role: 'reviewer',
      reason: 'checked',
      auth: 'asserted',
      selfInitiated: false,
      atMs: startMs + 5,
      expiresAtMs: startMs + 5 + maxGrantMs,
      onBehalfOf: null,
    },
  ]);
});

test('A5 an approval mints one grant of at most 15 minutes, bound to hash, lineage and policy version', () => {
  const item = waitingItem();
  const decided = after(item, seen('approve', item, ana), envAt(startMs, { grantId: 'grant-a' }));
  expect(decided.grant).toEqual({
    grantId: 'grant-a',
    effectId: 'effect-1',
    approvalId: 'approval-1',
    envelopeHash: item.effect.envelopeHash,
    lineageId: 'lineage-1',
    policyId: 'default',
    policyVersion: 1,
    reviewers: [{ personId: 'ana', role: 'reviewer' }],
    status: 'live',
    mintedAtMs: startMs,
    expiresAtMs: startMs + 15 * 60_000,
    consumedAtMs: null,
  });
  const late = after(item, seen('approve', item, ana), envAt(startMs + 7 * dayMs - 60_000));
  expect(late.grant?.expiresAtMs).toBe(startMs + 7 * dayMs);
});

test('A14 what more than one person decides on is not approved together with others', () => {
  const item = waitingItem({ tier: 'gate-two' });
  const approving = { ...seen('approve', item, ana), among: 2 };
  expect(decideApproval(item, approving, envAt(startMs))).toMatchObject({
    ok: false,
    message: expect.stringContaining('decided one by one'),
  });
  expect(decideApproval(item, { ...approving, among: 1 }, envAt(startMs)).ok).toBe(true);
});

test('A7 an approval of an item whose stored bytes were changed is refused', () => {
  const item = waitingItem();
  const forged = {
    ...item,
    effect: { ...item.effect, envelope: item.effect.envelope.replace('ticket-17', 'ticket-18') },
  };
  expect(decideApproval(forged, seen('approve', item, ana), envAt(startMs))).toMatchObject({
    ok: false,
    code: 'refused',
  });
});

test('A7 nothing in a command but person, hash, version and reason has any say', () => {
  const item = waitingItem();
  const command = seen('approve', item, ana);
  const env = envAt(startMs);
  const expected = decideApproval(item, command, env);
  const loud = { ...command, status: 'executed', tier: 'auto', grant: 'mine', expiresAtMs: startMs + 100 * dayMs };
  expect(decideApproval(item, loud, env)).toEqual(expected);
});

test('A8 a decision on another hash or version is refused and says so', () => {
  const item = waitingItem();
  for (const wrong of [{ envelopeHash: 'ee'.repeat(32) }, { version: 2 }, { version: 0 }]) {
    const decided = decideApproval(item, { ...seen('approve', item, ana), ...wrong }, envAt(startMs));
    expect(decided).toMatchObject({
      ok: false,
      code: 'stale',
      message: expect.stringMatching(/[Nn]othing was decided/),
    });
  }
});

test('A8 the second decision is refused and the loser is told who decided and when', () => {
  const item = waitingItem();
  const command = seen('reject', item, ben);
  const decided = after(item, seen('approve', item, ana), envAt(startMs));
  expect(decideApproval(decided, command, envAt(startMs + 1))).toEqual({
    ok: false,
    code: 'already-decided',
    message: 'the item is holding; Ana Müller approved it 2025-11-21 01:53:20 UTC.',
  });
  const partly = waitingItem({ tier: 'gate-two' });
  const first = after(partly, seen('approve', partly, ana), envAt(startMs));
  expect(decideApproval(first, seen('approve', partly, ben), envAt(startMs + 1))).toMatchObject({
    ok: false,
    code: 'stale',
    message: expect.stringContaining('Ana Müller approved it'),
  });
});

test('A8 whatever the order of two decisions, exactly one is taken', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(['approve', 'reject', 'respond', 'withdraw'] as const, { minLength: 2 }),
      (kinds) => {
        const item = waitingItem();
        let state = item;
        const accepted: string[] = [];
        for (const kind of kinds) {
          const command: ApprovalCommand =
            kind === 'withdraw' ? { kind, by: null, reason: 'cancelled' } : seen(kind, item, ana);
          const decided = decideApproval(state, command, envAt(startMs));
          if (!decided.ok) continue;
          accepted.push(kind);
          state = applied(state, decided, startMs);
        }
        // A withdrawal may still recall an approval that is held; nothing else comes second.
        const expected = kinds[0] === 'approve' && kinds.includes('withdraw') ? 2 : 1;
        expect(accepted).toHaveLength(expected);
      },
    ),
  );
});

test('A9 items are decided in any order without touching one another', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['1', '2', '3', '4'], { minLength: 4 }), (order) => {
      const states = new Map(['1', '2', '3', '4'].map((id) => [id, waitingItem({ id })]));
      for (const id of order) {
        const item = states.get(id);
        if (item === undefined) throw new Error('no such item');
        const kind = id === '2' ? 'reject' : 'approve';
        states.set(id, after(item, seen(kind, item, ana), envAt(startMs)));
      }
      expect([...states.values()].map((item) => item.approval?.status)).toEqual([
        'holding',
        'rejected',
        'holding',
        'holding',
      ]);
      expect([...states.values()].map((item) => item.grant?.approvalId)).toEqual([
        'approval-1',
        undefined,
        'approval-3',
        'approval-4',
      ]);
    }),
  );
});

test('A11 reject, respond, expire and withdraw end differently, and expiry is nobody’s refusal', () => {
  const item = waitingItem();
  const rejected = after(item, seen('reject', item, ana), envAt(startMs));
  const responded = after(item, seen('respond', item, ana), envAt(startMs));
  const expired = after(item, { kind: 'expire' }, envAt(startMs + 7 * dayMs));
  const withdrawn = after(item, { kind: 'withdraw', by: null, reason: 'The run was cancelled.' }, envAt(startMs));
  const ends = [rejected, responded, expired, withdrawn];
  expect(ends.map((end) => end.approval?.status)).toEqual(['rejected', 'responded', 'expired', 'withdrawn']);
  expect(ends.map((end) => end.effect.cause)).toEqual(['rejected', 'responded', 'expired', 'withdrawn']);
  expect(ends.every((end) => end.effect.status === 'refused' && end.grant === null)).toBe(true);
  expect(expired.effect.causeDetail).toContain('Nobody answered');
  expect(expired.decisions[0]).toMatchObject({ decision: 'expire', role: 'system', personId: 'lanekeeper' });
});

test('A12 nothing expires before its time, and setting the clock back revives nothing', () => {
  const item = waitingItem();
  expect(decideApproval(item, { kind: 'expire' }, envAt(startMs + 7 * dayMs - 1)).ok).toBe(false);
  const late = decideApproval(item, seen('approve', item, ana), envAt(startMs + 7 * dayMs));
  expect(late).toMatchObject({ ok: false, code: 'stale', message: expect.stringContaining('expired') });
  const expired = after(item, { kind: 'expire' }, envAt(startMs + 8 * dayMs));
  expect(decideApproval(expired, seen('approve', expired, ana), envAt(startMs)).ok).toBe(false);
});

test('A13 at gate the person who started the run may approve, and it is recorded as self-initiated', () => {
  const item = waitingItem();
  const decided = after(item, seen('approve', item, cleo), envAt(startMs, { startedBy: 'cleo' }));
  expect(decided.decisions[0]).toMatchObject({ selfInitiated: true, role: 'operator' });
  expect(decided.approval?.status).toBe('holding');
});

test('A13 at gate-two neither who asks, nor the author of the release or of the policy, can approve; rejecting stays open', () => {
  const item = waitingItem({ tier: 'gate-two' });
  for (const own of [{ startedBy: 'ana' }, { askedBy: 'ana' }, { releaseAuthor: 'ana' }, { policyAuthor: 'ana' }]) {
    expect(decideApproval(item, seen('approve', item, ana), envAt(startMs, own))).toMatchObject({
      ok: false,
      code: 'not-allowed',
    });
    expect(decideApproval(item, seen('reject', item, ana), envAt(startMs, own)).ok).toBe(true);
  }
});

test('A13 two different people are needed at gate-two, and one person under two profiles is one person', () => {
  const item = waitingItem({ tier: 'gate-two' });
  const first = after(item, seen('approve', item, ana), envAt(startMs));
  expect(first).toMatchObject({
    approval: { status: 'partly-approved' },
    grant: null,
    effect: { status: 'waiting-decision' },
  });
  expect(decideApproval(first, seen('approve', first, ana), envAt(startMs)).ok).toBe(false);
  const anaAgain = { ...ana, personId: 'ana-2', printedName: 'A. Müller' };
  expect(decideApproval(first, seen('approve', first, anaAgain), envAt(startMs, { identityOf }))).toMatchObject({
    ok: false,
    message: expect.stringContaining('another person'),
  });
  const second = after(first, seen('approve', first, ben), envAt(startMs));
  expect(second.grant?.reviewers.map((reviewer) => reviewer.personId)).toEqual(['ana', 'ben']);
  expect(second.approval?.status).toBe('holding');
});

test('a role that may not decide is refused by name', () => {
  const item = waitingItem();
  const two = waitingItem({ tier: 'gate-two' });
  for (const role of ['auditor', 'admin'] as const) {
    const decided = decideApproval(item, seen('approve', item, { ...ana, role }), envAt(startMs));
    expect(decided).toMatchObject({ ok: false, code: 'not-allowed', message: expect.stringContaining(role) });
    expect(decideApproval(item, seen('reject', item, { ...ana, role }), envAt(startMs)).ok).toBe(false);
  }
  expect(decideApproval(two, seen('approve', two, { ...ben, role: 'operator' }), envAt(startMs)).ok).toBe(false);
});

test('an effect that never asked has nothing to decide', () => {
  const item = { ...waitingItem(), approval: null };
  const commands: readonly ApprovalCommand[] = [
    { kind: 'approve', by: ana, envelopeHash: item.effect.envelopeHash, version: 1, reason: '' },
    { kind: 'expire' },
    { kind: 'undo', by: ana, reason: '' },
  ];
  for (const command of commands) {
    expect(decideApproval(item, command, envAt(startMs))).toMatchObject({ ok: false, code: 'wrong-state' });
  }
});

test('A11 what is decided does not expire afterwards', () => {
  const item = waitingItem();
  const rejected = after(item, seen('reject', item, ana), envAt(startMs));
  expect(decideApproval(rejected, { kind: 'expire' }, envAt(startMs + 8 * dayMs))).toMatchObject({
    ok: false,
    code: 'already-decided',
  });
});

test('A7 an item whose two rows disagree counts as not waiting, so nothing is decided on it', () => {
  const item = waitingItem();
  const torn = { ...item, effect: { ...item.effect, status: 'dispatched' as const } };
  expect(decideApproval(torn, seen('approve', torn, ana), envAt(startMs)).ok).toBe(false);
});

/** Profiles of one person end in a number. */
function identityOf(personId: string): string {
  return personId.replace(/-2$/, '');
}

test('A19: while a stop covers an action it cannot be approved: it is kept, still waits, and can be rejected', () => {
  const stops = [{ scope: { kind: 'all' as const }, by: 'Rosa T.', reason: 'drill', atMs: startMs }];
  for (const item of [waitingItem(), waitingItem({ tier: 'gate-two' })]) {
    const refused = decideApproval(item, seen('approve', item, ana), envAt(startMs, { stops }));
    expect(refused).toMatchObject({ ok: false, code: 'refused' });
    const words = refused.ok ? '' : refused.message;
    expect(words).toContain('Rosa T. stopped all effects');
    expect(words).toContain('kept and still waits');
    expect(words).toContain('Lift the emergency stop');
    expect(decideApproval(item, seen('reject', item, ana), envAt(startMs, { stops })).ok).toBe(true);
  }
});

test('A19: a stop of one agent, tool or class refuses the approval of what it covers and of nothing else', () => {
  const item = waitingItem();
  const decided = (kind: 'agent' | 'tool' | 'class', id: string): boolean => {
    const stops = [{ scope: { kind, id }, by: 'Rosa T.', reason: '', atMs: startMs }];
    return decideApproval(item, seen('approve', item, ana), envAt(startMs, { stops })).ok;
  };
  expect([decided('agent', 'ticket-review'), decided('tool', 'reply.send'), decided('class', 'consequential')]).toEqual(
    [false, false, false],
  );
  expect([decided('agent', 'other'), decided('tool', 'record.update'), decided('class', 'critical')]).toEqual([
    true,
    true,
    true,
  ]);
});
