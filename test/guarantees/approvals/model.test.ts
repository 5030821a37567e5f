import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApproversRule } from '../../../shared/domain/duty.ts';
import { profileOf, type Person, type Profile } from '../../../shared/domain/person.ts';
import { decideApproval } from '../../../electron/runtime/approvals/decide.ts';
import type { ApprovalCommand } from '../../../electron/runtime/approvals/events.ts';
import { evolveAll } from '../../../electron/runtime/approvals/evolve.ts';
import type { EffectBundle } from '../../../electron/runtime/engine/states.ts';
import { envAt, startMs, waitingItem } from '../../unit/approvals/sample-item.ts';

/** Six profiles of five people: Ana has two. Zoe started the run. */
const crew: readonly Profile[] = [
  profileOf({ personId: 'ana', printedName: 'Ana', role: 'reviewer' }),
  { ...profileOf({ personId: 'ana2', printedName: 'Ana again', role: 'reviewer' }), identity: 'ana' },
  {
    ...profileOf({ personId: 'ben', printedName: 'Ben', role: 'reviewer' }),
    absence: { fromMs: startMs, untilMs: startMs + 86_400_000, standIn: 'cyd', reason: '' },
  },
  profileOf({ personId: 'cyd', printedName: 'Cyd', role: 'operator' }),
  profileOf({ personId: 'dee', printedName: 'Dee', role: 'admin' }),
  profileOf({ personId: 'zoe', printedName: 'Zoe', role: 'reviewer' }),
];
const identityOf = (id: string): string => crew.find(({ personId }) => personId === id)?.identity ?? id;

type Step =
  | {
      readonly kind: 'approve' | 'reject' | 'respond' | 'snooze' | 'take-back' | 'undo';
      readonly by: number;
      readonly late: boolean;
    }
  | { readonly kind: 'escalate' | 'delegate'; readonly by: number; readonly to: number }
  | { readonly kind: 'expire' | 'due' | 'recall' | 'restart-hold' | 'withdraw' }
  | { readonly kind: 'time'; readonly ms: number };

const who = fc.nat(crew.length - 1);
const stepArb: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('approve' as const), by: who, late: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'reject' as const,
        'respond' as const,
        'snooze' as const,
        'take-back' as const,
        'undo' as const,
      ),
      by: who,
      late: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('escalate' as const, 'delegate' as const), by: who, to: who }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'expire' as const,
        'due' as const,
        'recall' as const,
        'restart-hold' as const,
        'withdraw' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(1, 60_000, 86_400_000, 4 * 86_400_000),
    }),
  },
);

/** What a reader of the rules would count, told only which commands were accepted. */
interface Model {
  approvals: { readonly person: string; readonly forPerson: string | null; readonly role: string }[];
  granted: boolean;
  outcome: string | null;
}

const ends: Readonly<Record<string, string>> = {
  reject: 'rejected',
  respond: 'responded',
  expire: 'expired',
  withdraw: 'withdrawn',
  'take-back': 'withdrawn',
};

test.each([
  { tier: 'gate' as const, approvers: { count: 1 } },
  { tier: 'gate' as const, approvers: { count: 3, roles: ['reviewer', 'admin'] } },
  { tier: 'gate-two' as const, approvers: { count: 1 } },
  { tier: 'gate-two' as const, approvers: { count: 2, roles: ['operator'] } },
] satisfies { tier: 'gate' | 'gate-two'; approvers: ApproversRule }[])(
  'A13 whatever people do to an item, nothing is granted without so many different people, and nothing ends twice: $tier, $approvers',
  ({ tier, approvers }) => {
    const needed = Math.max(tier === 'gate-two' ? 2 : 1, approvers.count);
    fc.assert(
      fc.property(fc.array(stepArb, { minLength: 4, maxLength: 40 }), (steps) => {
        const first = waitingItem({ tier, approvers });
        let item: EffectBundle = {
          ...first,
          approval: first.approval && { ...first.approval, assignedTo: ['person:ben'] },
        };
        let before = item;
        let nowMs = startMs;
        const model: Model = { approvals: [], granted: false, outcome: null };
        for (const step of steps) {
          if (step.kind === 'time') {
            nowMs += step.ms;
            continue;
          }
          const command = commandOf(step, 'late' in step && step.late ? before : item, nowMs);
          const decided = decideApproval(item, command, envAt(nowMs, { startedBy: 'zoe', people: crew }));
          if (!decided.ok) continue;
          // Nothing is done to what has ended.
          expect(model.outcome).toBeNull();
          before = item;
          item = evolveAll(item, decided.events, nowMs);
          follow(model, step, item);
          holds(model, item, needed, approvers.roles ?? []);
        }
      }),
      { numRuns: 400 },
    );
  },
);

function follow(model: Model, step: Exclude<Step, { kind: 'time' }>, item: EffectBundle): void {
  if (step.kind === 'approve') {
    const last = item.decisions.at(-1);
    model.approvals.push({
      person: identityOf(last?.personId ?? ''),
      forPerson: last?.onBehalfOf === null || last === undefined ? null : identityOf(last.onBehalfOf.personId),
      role: last?.role ?? '',
    });
    model.granted = item.grant?.status === 'live';
  } else if (
    step.kind === 'undo' ||
    step.kind === 'recall' ||
    (step.kind === 'restart-hold' && item.grant?.status !== 'live')
  ) {
    model.approvals = [];
    model.granted = false;
  } else if (ends[step.kind] !== undefined) {
    model.outcome = ends[step.kind] ?? null;
    model.granted = false;
  }
}

function holds(model: Model, item: EffectBundle, needed: number, roles: readonly string[]): void {
  const { approval, grant } = item;
  const people = new Set(model.approvals.map(({ person }) => person));
  // One person, one approval; and whom somebody stood in for has none beside it.
  expect(people.size).toBe(model.approvals.length);
  const standsBeside = model.approvals.filter(({ forPerson }) => forPerson !== null && people.has(forPerson));
  expect(standsBeside).toEqual([]);
  expect(grant?.status === 'live').toBe(model.granted);
  const given = model.approvals.map(({ role }) => role);
  const isEnough =
    people.size === needed && roles.every((role) => given.includes(role)) && (needed === 1 || !people.has('zoe'));
  expect([model.granted, !model.granted || isEnough]).toEqual([model.granted, true]);
  expect(approval?.approvers.given).toBe(model.outcome === null ? model.approvals.length : approval?.approvers.given);
  const status =
    model.outcome ?? (model.granted ? 'holding' : model.approvals.length > 0 ? 'partly-approved' : 'pending');
  expect(approval?.status).toBe(status);
  const endings = item.decisions.filter(({ decision }) =>
    ['reject', 'respond', 'expire', 'withdraw'].includes(decision),
  );
  expect(endings.length).toBe(model.outcome === null ? 0 : 1);
}

function commandOf(step: Exclude<Step, { kind: 'time' }>, seenAs: EffectBundle, nowMs: number): ApprovalCommand {
  const { envelopeHash = '', version = 0 } = seenAs.approval ?? {};
  const seen = { envelopeHash, version };
  const by: Person = crew['by' in step ? step.by : 0] ?? (crew[0] as Person);
  const to = crew['to' in step ? step.to : 0]?.personId ?? '';
  switch (step.kind) {
    case 'approve':
    case 'reject':
    case 'respond':
    case 'take-back':
      return { kind: step.kind, by, reason: 'because', ...seen };
    case 'snooze':
      return { kind: 'snooze', by, untilMs: nowMs + 3_600_000, event: 'somebody-acts', ...seen };
    case 'escalate':
      return { kind: 'escalate', by, to: `person:${to}`, reason: '', ...seen };
    case 'delegate':
      return { kind: 'delegate', by, to, untilMs: nowMs + 3_600_000, reason: '', ...seen };
    case 'undo':
      return { kind: 'undo', by, reason: '' };
    case 'withdraw':
      return { kind: 'withdraw', by: null, reason: 'its run ended' };
    case 'recall':
      return { kind: 'recall', reason: 'stopped' };
    case 'expire':
    case 'due':
    case 'restart-hold':
      return { kind: step.kind };
  }
}
