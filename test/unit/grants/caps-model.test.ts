import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideGrant, hashOfGrant, type GrantEnv } from '../../../electron/runtime/grants/decide-grant.ts';
import { noRoom, windowStart, wrongMoney } from '../../../electron/runtime/grants/caps.ts';
import { evolveGrant, type GrantCommand } from '../../../electron/runtime/grants/grant-events.ts';
import type { StandingGrantState } from '../../../electron/runtime/grants/grant-states.ts';
import type { Money } from '../../../shared/domain/money.ts';
import { closingTerms } from '../../helpers/standing-grants.ts';

const hour = 3_600_000;
const money = fc.option(
  fc.record({ micros: fc.integer({ min: -5, max: 60 }), currency: fc.constantFrom('EUR', 'USD', 'JPY') }),
  { nil: null },
);

test('whatever is asked for, and whenever, what goes through stays under every cap, and nothing that fits is refused', () => {
  const asked = fc.array(fc.record({ money, afterMs: fc.integer({ min: 0, max: hour }), takenBack: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(asked, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }), (actions, count, inWindow) => {
      const terms = closingTerms({
        count,
        money: [
          { currency: 'EUR', perAction: 40, total: 200 },
          { currency: 'JPY', perAction: 5, total: 5 },
        ],
        window: { per: 'hour', count: Math.min(count, inWindow), money: { EUR: 90 } },
      });
      // The reference: the whole list of what went through, counted again each time.
      const through: { atMs: number; money: Money }[] = [];
      const sum = (of: readonly { money: Money }[], currency: string): number =>
        of.reduce((total, one) => total + (one.money.currency === currency ? one.money.micros : 0), 0);
      const usedOf = (of: readonly { money: Money }[]) => ({
        count: of.length,
        sent: of.length,
        money: { EUR: sum(of, 'EUR'), JPY: sum(of, 'JPY') },
      });
      let nowMs = 0;
      for (const { money: moved, afterMs, takenBack } of actions) {
        nowMs += afterMs;
        const recent = through.filter(({ atMs }) => atMs > nowMs - hour);
        expect(through.filter(({ atMs }) => atMs >= windowStart(terms, nowMs))).toEqual(recent);
        const isMeant =
          moved !== null &&
          moved.micros >= 0 &&
          ((moved.currency === 'EUR' && moved.micros <= 40) || (moved.currency === 'JPY' && moved.micros <= 5));
        expect(wrongMoney(terms, moved) === null).toBe(isMeant);
        if (moved === null || !isMeant) continue;
        const fits =
          through.length < count &&
          recent.length < Math.min(count, inWindow) &&
          sum(through, moved.currency) + moved.micros <= (moved.currency === 'EUR' ? 200 : 5) &&
          (moved.currency !== 'EUR' || sum(recent, 'EUR') + moved.micros <= 90 || moved.micros === 0);
        expect(noRoom(terms, usedOf(through), usedOf(recent), moved) === null).toBe(fits);
        if (fits && !takenBack) through.push({ atMs: nowMs, money: moved });
      }
    }),
    { numRuns: 300 },
  );
});

const people = [
  { personId: 'ada', printedName: 'Ada', role: 'reviewer' },
  { personId: 'ada-home', printedName: 'Ada at home', role: 'reviewer' },
  { personId: 'ben', printedName: 'Ben', role: 'reviewer' },
  { personId: 'cleo', printedName: 'Cleo', role: 'operator' },
  { personId: 'dan', printedName: 'Dan', role: 'auditor' },
  { personId: 'eva', printedName: 'Eva', role: 'reviewer' },
] as const;
const bound = { releaseHash: 'a', policy: { id: 'p', version: 1, hash: 'h' }, tool: { version: '1', schemaHash: 's' } };

function draft(): StandingGrantState {
  const what = { grantId: 'g', version: 1, terms: closingTerms(), bound: null };
  return {
    ...what,
    status: 'draft',
    cause: null,
    statusReason: '',
    hash: hashOfGrant(what),
    proposedBy: null,
    proposedAtMs: null,
    decidedBy: null,
    decidedAtMs: null,
    sampleKey: '',
    createdBy: 'ada',
    createdAtMs: 0,
    changedAtMs: 0,
  };
}

test('no sequence of commands puts a grant in force without another person, or brings an ended one back', () => {
  const who = fc.constantFrom(...people);
  const command = fc.oneof(
    fc.record({ kind: fc.constant('propose'), by: who, seen: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('approve', 'decline'), by: who, seen: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('suspend', 'revoke', 'redraft'), by: who, seen: fc.constant(true) }),
    fc.record({ kind: fc.constantFrom('expire', 'use-up'), by: who, seen: fc.constant(true) }),
  );
  const env: GrantEnv = {
    nowMs: closingTerms().notBeforeMs,
    sampleKey: () => 'key',
    releaseAuthor: 'eva',
    brokenBecause: null,
    identityOf: (personId) => (personId === 'ada-home' ? 'ada' : personId),
  };
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (given) => {
      let state = draft();
      let wasOver = false;
      for (const { kind, by, seen } of given) {
        const hash = seen ? state.hash : '0'.repeat(64);
        const full = {
          kind,
          by,
          hash,
          bound,
          reason: '',
          cause: 'by-a-person',
          terms: state.terms,
        } as unknown as GrantCommand;
        const decided = decideGrant(state, full, env);
        if (!decided.ok) continue;
        expect(seen).toBe(true);
        expect(wasOver).toBe(false);
        state = decided.events.reduce((now, event) => evolveGrant(now, event, env.nowMs), state);
        wasOver = ['declined', 'revoked', 'expired', 'used-up'].includes(state.status);
        const stand = { by: state.decidedBy?.personId, proposed: state.proposedBy?.role ?? '', key: state.sampleKey };
        expect(state.status !== 'active' || (stand.by === 'ben' && stand.key === 'key')).toBe(true);
        expect(stand.proposed).not.toBe('auditor');
      }
    }),
    { numRuns: 500 },
  );
});
