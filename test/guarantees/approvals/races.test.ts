import { expect, onTestFinished, test } from 'vitest';
import type { DecisionOutcome } from '../../../shared/domain/approval.ts';
import type { Change } from '../../../electron/runtime/engine/engine-port.ts';
import { openEngineDesk, proposalOf } from '../../helpers/engine-desk.ts';
import { ada, ben } from '../../helpers/prepared-workspace.ts';
import { startSample } from '../../helpers/sample-runs.ts';

/** Races in one run of the suite; LANEKEEPER_RACES=10000 for all of them. */
const races = Number(process.env['LANEKEEPER_RACES'] ?? 300);
/** Items that are raced for at a time. */
const side = 100;

test(
  `A8: two windows decide the same item in the same millisecond, ${races} times: one wins, and the other is told who and when`,
  async () => {
    const desk = await openEngineDesk();
    onTestFinished(() => desk.made.close());
    const { engine, stores } = { engine: desk.made.engine, stores: desk.made.engine.stores };
    const { runId } = await startSample(engine);
    desk.activations.enqueue(runId);
    await desk.settle();
    desk.fromHost(proposalOf(runId, 'r-1'));
    await desk.pass(1);
    const [effect] = stores.effects.ofRun(runId);
    const first = stores.effects.bundle(effect?.effectId ?? '');
    if (first === null || first.approval === null) throw new Error('nothing asks');
    const { approval } = first;

    const verbs = ['approve', 'reject', 'respond'] as const;
    let decided = 0;
    for (let from = 0; from < races; from += side) {
      const numbers = Array.from({ length: Math.min(side, races - from) }, (_, index) => from + index);
      // Copies of the one item, each an effect and an approval of its own.
      await engine.transact({}, () => ({
        ok: true,
        changes: numbers.flatMap((n): Change[] => [
          {
            put: 'effect',
            before: null,
            state: {
              ...first.effect,
              effectId: `e-${n}`,
              approvalId: `a-${n}`,
              effectKey: `k-${n}`,
              path: `race/${n}`,
            },
          },
          { put: 'approval', before: null, state: { ...approval, approvalId: `a-${n}`, effectId: `e-${n}` } },
        ]),
        reply: null,
      }));
      // Nothing is awaited between the two: both are asked in one turn, and the clock stands still.
      const raced = numbers.map((n) => {
        const seen = [{ approvalId: `a-${n}`, envelopeHash: approval.envelopeHash, version: approval.version }];
        const [one = 'approve', other = 'reject'] = [verbs[n % 3], verbs[Math.floor(n / 3) % 3]];
        const [left, right] = n % 2 === 0 ? [ada, ben] : [ben, ada];
        return Promise.all([
          desk.broker[one](seen, { person: left, repeatable: undefined }, 'mine'),
          desk.broker[other](seen, { person: right, repeatable: undefined }, 'no, mine'),
        ]).then((answers) => ({ n, answers: answers.flat(), people: [left, right] }));
      });
      for (const { n, answers, people } of await Promise.all(raced)) {
        const won = answers.filter(({ outcome }) => outcome === 'decided');
        const lost = answers.find(({ outcome }) => outcome === 'refused') as DecisionOutcome;
        const winner = people[answers.findIndex(({ outcome }) => outcome === 'decided')];
        expect([n, won.length]).toEqual([n, 1]);
        expect(lost.reason).toContain(winner?.printedName);
        expect(lost.reason).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
        const { decisions } = stores.effects.bundle(`e-${n}`) ?? { decisions: [] };
        expect([n, decisions.length, decisions[0]?.personId]).toEqual([n, 1, winner?.personId]);
        decided += 1;
      }
    }
    expect(decided).toBe(races);
    const refused = desk.made.db
      .prepare("SELECT count(*) FROM audit WHERE kind = 'approval.refused-decision'")
      .pluck()
      .get();
    expect(refused).toBe(races);
  },
  30_000 + races * 20,
);
