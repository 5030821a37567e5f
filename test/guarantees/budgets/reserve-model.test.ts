import { dirname } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { setBudget } from '../../../electron/runtime/budgets/decide-budget.ts';
import { reserveCall } from '../../../electron/runtime/budgets/reserve-call.ts';
import { recordEntry } from '../../../electron/runtime/engine/record-entry.ts';
import { claimRun, recoverRun } from '../../../electron/runtime/engine/run-decisions.ts';
import { resumeRun } from '../../../electron/runtime/verbs/pause.ts';
import { emptySettings } from '../../../electron/runtime/store/empty-settings.ts';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import type { Ledger } from '../../../electron/verify/checker/ledger.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { furnish, startSample, stepRecord } from '../../helpers/sample-runs.ts';
import { savedDatabase } from '../../helpers/saved-schemas.ts';
import { openTestEngine, type TestEngine } from '../../helpers/test-engine.ts';

const hour = 3_600_000;
const dayTokens = 700;
const runSteps = 3;
const runCalls = 2;

type Action =
  | { readonly do: 'reserve'; readonly run: number; readonly kind: 'step' | 'model'; readonly tokens: number }
  | { readonly do: 'end'; readonly call: number; readonly share: number; readonly isFailure: boolean }
  | { readonly do: 'crash'; readonly run: number }
  | { readonly do: 'pass'; readonly ms: number };

const run = fc.nat({ max: 1 });
const actions = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('reserve' as const),
        run,
        kind: fc.constantFrom('step' as const, 'model'),
        tokens: fc.constantFrom(0, 1, 90, 400, 1_200),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('end' as const),
        call: fc.nat({ max: 5 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        isFailure: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), run }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(hour, 13 * hour) }) },
  ),
  { minLength: 10, maxLength: 40, size: 'max' },
);

/** A call as the model remembers it. */
interface Call {
  readonly run: number;
  readonly path: string;
  readonly kind: 'step' | 'model';
  readonly tokens: number;
  readonly begunOn: number;
  state: 'under way' | 'settled' | 'failed' | 'unknown' | 'gone';
  used: number;
  endedOn: number;
}

test('whatever is reserved, settled, left and passed over midnight, no budget is used beyond what was reserved of it, and the ledger equals the calls', async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (doing) => {
      const clock = createFakeClock(Date.UTC(2026, 2, 10, 20));
      const made = openTestEngine({ clock });
      await furnish(made.engine);
      await made.engine.transact({}, () => ({
        ok: true,
        changes: [{ put: 'settings', settings: { ...emptySettings, timeZone: 'UTC' } }],
        reply: null,
      }));
      await budget(made, 'day', 'tokens', dayTokens);
      await budget(made, 'run', 'steps', runSteps);
      await budget(made, 'run', 'model-calls', runCalls);
      const runIds = await Promise.all([0, 1].map(async () => (await startSample(made.engine)).runId));
      for (const runId of runIds) await made.engine.transact({ run: runId }, claimRun);
      const calls: Call[] = [];
      const today = (): number => Math.floor(clock.now() / (24 * hour));
      const sum = (of: (call: Call) => number): number => calls.reduce((total, call) => total + of(call), 0);

      /** What the budgets hold, told from the calls alone: of each the amount asked, reserved, and left of the rest. */
      function held(asking: Extract<Action, { do: 'reserve' }>): { asked: number; reserved: number; left: number }[] {
        const of = (state: Call['state']) => calls.filter((call) => call.state === state && call.run === asking.run);
        const models = (list: readonly Call[]): number => list.filter((call) => call.kind === 'model').length;
        const steps = { asked: 1, reserved: of('under way').length, left: runSteps - of('settled').length };
        if (asking.kind === 'step') return [steps];
        const madeCalls = models([...of('settled'), ...of('failed'), ...of('unknown')]);
        const gone = sum((call) => {
          if (call.state === 'unknown') return call.begunOn === today() ? call.tokens : 0;
          return (call.state === 'settled' || call.state === 'failed') && call.endedOn === today() ? call.used : 0;
        });
        const left = dayTokens - gone;
        const reserved = sum((call) => (call.state === 'under way' ? call.tokens : 0));
        return [
          steps,
          { asked: 1, reserved: models(of('under way')), left: runCalls - madeCalls },
          // One that says nothing asks for all that is left: it is less than such a call may use.
          { asked: Math.max(1, asking.tokens > 0 ? asking.tokens : left), reserved, left },
        ];
      }

      function verdict(asking: Extract<Action, { do: 'reserve' }>): 'begins' | 'waits' | 'stops' {
        const budgets = held(asking);
        const isCalling = calls.some((c) => c.state === 'under way' && c.kind === 'model' && c.run === asking.run);
        if (budgets.some(({ asked, left }) => asked > left)) return isCalling ? 'waits' : 'stops';
        return budgets.every(({ asked, reserved, left }) => reserved + asked <= left) ? 'begins' : 'waits';
      }

      for (const [n, action] of doing.entries()) {
        if (action.do === 'pass') clock.pass(action.ms);
        if (action.do === 'reserve') await reserve(action, n);
        if (action.do === 'end') await end(action);
        if (action.do === 'crash') await again(action.run, true);
      }
      made.close();
      expect(checkStore(made.folder, emptyLedger)).toEqual([]);

      async function reserve(action: Extract<Action, { do: 'reserve' }>, n: number): Promise<void> {
        const runId = runIds[action.run] ?? '';
        const { activation } = made.engine.stores.runs.load(runId) ?? { activation: 0 };
        const tokens = action.kind === 'model' ? action.tokens : 0;
        const asked = { path: String(n), kind: action.kind, name: 'a call', attempt: 1 };
        const expected: Record<string, number> = tokens > 0 ? { tokens } : {};
        const wanted = verdict(action);
        const whole = held(action).at(-1)?.asked ?? 0;
        const reply = await made.engine.transact({ run: runId }, reserveCall(activation, { ...asked, expected }));
        expect(reply.stop !== null ? 'stops' : reply.waits ? 'waits' : 'begins').toBe(wanted);
        if (wanted === 'stops') return again(action.run, false);
        if (wanted === 'waits') return;
        calls.push({
          run: action.run,
          path: asked.path,
          kind: action.kind,
          tokens: action.kind === 'model' ? whole : 0,
          begunOn: today(),
          state: 'under way',
          used: 0,
          endedOn: 0,
        });
      }

      async function end({ call: n, share, isFailure }: Extract<Action, { do: 'end' }>): Promise<void> {
        const underWay = calls.filter((call) => call.state === 'under way');
        const call = underWay[n % Math.max(1, underWay.length)];
        if (call === undefined) return;
        const runId = runIds[call.run] ?? '';
        const used = Math.floor(call.tokens * share);
        const { activation } = made.engine.stores.runs.load(runId) ?? { activation: 0 };
        const record = stepRecord(call.path, {
          kind: call.kind,
          name: 'a call',
          phase: isFailure ? 'attempt-failed' : 'done',
          ...(isFailure ? { result: null, error: { code: 'no', message: 'no' }, dueInMs: 5 } : {}),
          ...(call.kind === 'model' && used > 0 ? { used: { tokens: used } } : {}),
        });
        await made.engine.transact({ run: runId }, recordEntry(activation, record, null));
        // A failed attempt of a step was no step, of a model call it was a call.
        call.state = !isFailure ? 'settled' : call.kind === 'model' ? 'failed' : 'gone';
        call.used = used;
        call.endedOn = today();
      }

      /** The activation is over, by a crash or because it stands at a budget; the next one takes the run up. */
      async function again(index: number, isCrash: boolean): Promise<void> {
        const runId = runIds[index] ?? '';
        await made.engine.transact({ run: runId }, isCrash ? recoverRun : resumeRun(ada));
        await made.engine.transact({ run: runId }, claimRun);
        for (const call of calls)
          if (call.run === index && call.state === 'under way') call.state = call.kind === 'model' ? 'unknown' : 'gone';
      }
    }),
    { numRuns: 15 },
  );
}, 120_000);

async function budget({ engine }: TestEngine, per: 'run' | 'day', measure: string, limit: number): Promise<void> {
  const { stores } = engine;
  const scope = { per, agentId: null, lane: null, measure };
  await engine.transact({}, setBudget({ ...scope, limit, atLimit: 'ask' }, ada, stores.budgets.known));
}

const emptyLedger: Ledger = {
  acknowledged: [],
  exported: [],
  mail: {},
  rollingBack: [],
  isRecovered: false,
  isSettled: false,
};

test.each([1, 8, 13])('what was used before there was a ledger is counted in: a workspace of schema %i', (schema) => {
  const folder = dirname(savedDatabase(schema));
  const made = openTestEngine({ folder });
  const done = made.reader.prepare("SELECT count(*) FROM effect WHERE status = 'done'").pluck().get();
  expect(made.reader.prepare("SELECT used FROM usage WHERE day = '' AND measure = 'tool-calls'").pluck().get()).toBe(
    done,
  );
  made.close();
  expect(checkStore(folder, emptyLedger).filter(({ invariant }) => invariant === 'I8')).toEqual([]);
});
