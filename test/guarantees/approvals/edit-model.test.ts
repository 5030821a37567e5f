import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import { cyd, dee, openEditDesk, rulesOf, type EditDesk } from '../../helpers/edit-desk.ts';
import { ben } from '../../helpers/prepared-workspace.ts';

const people = [ben, cyd, dee];
const action = fc.record({
  do: fc.constantFrom('edit', 'edit', 'edit', 'approve', 'approve', 'reject', 'undo', 'propose', 'pass', 'die'),
  by: fc.nat({ max: 2 }),
  what: fc.nat({ max: 2 }),
  isTool: fc.boolean(),
  approve: fc.boolean(),
  /** Sent without waiting for what was sent before it. */
  isTogether: fc.boolean(),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

test('edits, approvals, refusals and later proposals in any order, side by side and across a dead process: one action stands, and runs once as it was approved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 2, maxLength: 14 }), async (sequence) => {
      let scene = await openEditDesk(rulesOf({ 'reply.send': 'gate-two' }));
      await scene.propose({ key: 'one' });
      let paths = 0;
      let underWay: Promise<unknown>[] = [];
      for (const one of sequence) {
        if (one.do === 'die') {
          await Promise.allSettled(underWay.splice(0));
          const { folder } = scene.desk.made;
          const startMs = scene.desk.clock.now();
          leave(scene);
          scene = await openEditDesk(undefined, { folder, startMs, runId: scene.runId });
          continue;
        }
        paths += one.do === 'propose' ? 1 : 0;
        underWay.push(carryOut(one, scene, paths).catch(() => undefined));
        if (!one.isTogether) {
          await Promise.allSettled(underWay);
          underWay = [];
        }
        holds(scene);
      }
      await Promise.allSettled(underWay);
      await scene.desk.pass(60_000, 30);
      holds(scene);
      const { folder } = scene.desk.made;
      leave(scene);
      const told = { acknowledged: [], exported: [], mail: {}, rollingBack: [], isRecovered: false, isSettled: false };
      // The tool is a double, so nothing has arrived anywhere.
      expect(checkStore(folder, told).filter(({ invariant }) => invariant !== 'I3')).toEqual([]);
    }),
    { numRuns: 40, interruptAfterTimeLimit: 8_000 },
  );
}, 120_000);

async function carryOut(one: Action, scene: EditDesk, paths: number): Promise<void> {
  const by = people[one.by] ?? ben;
  const waiting = scene.effects().findLast(({ approvalId, status }) => approvalId !== null && status !== 'refused');
  const how = { by, approve: one.approve, ...(waiting === undefined ? {} : { effectId: waiting.effectId }) };
  switch (one.do) {
    case 'edit':
      if (one.isTool)
        await scene.edit(
          { to: null, ticketId: 'r', subject: `s${one.what}`, body: 'b' },
          { ...how, tool: 'reply.send' },
        );
      else await scene.edit({ recordId: 'r-1', set: { n: one.what } }, { ...how, tool: 'record.update' });
      return;
    case 'approve':
      if (waiting !== undefined) await scene.approve(by, waiting.effectId);
      return;
    case 'reject': {
      if (waiting === undefined || one.what > 0) return;
      const { approvalId = '', envelopeHash = '', version = 0 } = scene.bundle(waiting.effectId).approval ?? {};
      await scene.desk.broker.reject(
        [{ approvalId, envelopeHash, version }],
        { person: by, repeatable: undefined },
        'no',
      );
      return;
    }
    case 'undo':
      await scene.desk.broker.undo([waiting?.approvalId ?? ''], { person: by, repeatable: undefined });
      return;
    case 'propose':
      await scene.propose({ key: 'one', params: { recordId: 'r-1', set: { n: 100 + one.what } } }, `p${paths}/0`);
      return;
    case 'pass':
      await scene.desk.pass(700);
      return;
    default:
  }
}

/** What has to be so at any moment. */
function holds(scene: EditDesk): void {
  const effects = scene.effects();
  const unsent = effects.filter(({ status }) => ['waiting-decision', 'granted', 'holding'].includes(status));
  // Under one name there is one action that may still run.
  expect(unsent.length).toBeLessThanOrEqual(1);
  expect(new Set(effects.map(({ effectKey }) => effectKey)).size).toBe(effects.length);
  const successors = effects.flatMap(({ supersedes }) => supersedes ?? []);
  expect(new Set(successors).size).toBe(successors.length);
  for (const effect of effects) {
    const { grant, decisions } = scene.bundle(effect.effectId);
    const isReplaced = effect.cause === 'edited' || effect.cause === 'superseded';
    expect(isReplaced ? effect.dispatches : 0).toBe(0);
    expect(isReplaced && grant?.status === 'live').toBe(false);
    expect(decisions.every(({ envelopeHash }) => envelopeHash === effect.envelopeHash)).toBe(true);
    const editors = effect.facts.edit?.editors ?? [];
    const approvers = grant?.reviewers.map(({ personId }) => personId) ?? [];
    expect(effect.tier === 'gate-two' && approvers.some((personId) => editors.includes(personId))).toBe(false);
  }
}

function leave({ desk }: EditDesk): void {
  desk.broker.close();
  desk.made.close();
}
