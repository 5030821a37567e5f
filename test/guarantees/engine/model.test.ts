import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScheduler } from '../../../electron/runtime/schedules/scheduler.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada, ben } from '../../helpers/prepared-workspace.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';
import { front, mara, openSchedules, planOf } from '../../helpers/schedule-desk.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

type Action =
  | { readonly do: 'propose' }
  | { readonly do: 'approve' | 'reject' | 'undo'; readonly item: number; readonly by: number }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'pass'; readonly ms: number }
  /** The process dies, and the next one takes the workspace up. */
  | { readonly do: 'restart' };

const nth = fc.nat({ max: 5 });
const actions = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Action>({ do: 'propose' }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom('approve' as const, 'reject', 'undo'),
        item: nth,
        by: fc.nat({ max: 1 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.constantFrom(1, minute, 2 * day) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        ms: fc.constantFrom(0, minute, 20 * minute, 2 * day, 3.6 * day),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Action>({ do: 'restart' }) },
  ),
  { minLength: 4, maxLength: 24 },
);

/** The inbox's word for each state of the model. */
const shown = {
  pending: 'pending',
  granted: 'holding',
  done: 'executed',
  rejected: 'rejected',
  expired: 'expired',
} as const;

interface Item {
  readonly approvalId: string;
  readonly expiresAtMs: number;
  state: keyof typeof shown;
}

/** What ought to be the case, in a few lines: no engine, no transactions, no timers. */
interface Model {
  readonly items: Item[];
  readonly sleeps: { readonly path: string; readonly dueAtMs: number }[];
  /** Executions asked for in earlier lives. */
  executed: number;
  activation: number;
  paths: number;
}

/** Approved actions run as soon as anything happens; unanswered ones expire. */
function timePasses(model: Model, nowMs: number): void {
  for (const item of model.items) {
    if (item.state === 'granted') item.state = 'done';
    if (item.state === 'pending' && nowMs >= item.expiresAtMs) item.state = 'expired';
  }
}

async function openedRun(): Promise<{ desk: EngineDesk; runId: string }> {
  const desk = await openEngineDesk();
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return { desk, runId };
}

test('whatever is proposed, decided, slept and waited for, in any order and across restarts, ends as a small model says', async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (sequence) => {
      const opened = await openedRun();
      const { runId } = opened;
      let { desk } = opened;
      const model: Model = { items: [], sleeps: [], executed: 0, activation: 1, paths: 0 };
      for (const action of sequence) desk = await carryOut(action, { desk, model, runId });
      await desk.pass(0);
      timePasses(model, desk.made.engine.now());
      compare(desk, model, runId);
      const { folder } = desk.made;
      desk.broker.close();
      desk.made.close();
      // The tool is a double, so nothing has arrived anywhere.
      const ledger = {
        acknowledged: [],
        exported: [],
        mail: {},
        rollingBack: [],
        isRecovered: false,
        isSettled: false,
      };
      expect(checkStore(folder, ledger).filter(({ invariant }) => invariant !== 'I3')).toEqual([]);
    }),
    { numRuns: 100, interruptAfterTimeLimit: 60_000 },
  );
}, 180_000);

interface Scene {
  readonly desk: EngineDesk;
  readonly model: Model;
  readonly runId: string;
}

async function carryOut(action: Action, scene: Scene): Promise<EngineDesk> {
  const { desk, model, runId } = scene;
  switch (action.do) {
    case 'propose':
      await propose(scene);
      return desk;
    case 'approve':
    case 'reject':
    case 'undo':
      await decide(action, scene);
      return desk;
    case 'sleep': {
      const path = String(model.paths++);
      const record = stepRecord(path, {
        kind: 'sleep',
        name: 'sleep',
        phase: 'waiting',
        result: null,
        dueInMs: action.ms,
      });
      model.sleeps.push({ path, dueAtMs: desk.made.engine.now() + action.ms });
      desk.fromHost({ kind: 'record', runId, activation: model.activation, record });
      await desk.settle();
      return desk;
    }
    case 'pass':
      await desk.pass(0);
      timePasses(model, desk.made.engine.now());
      await desk.pass(action.ms);
      timePasses(model, desk.made.engine.now());
      compare(desk, model, runId);
      return desk;
    case 'restart':
      return restarted(scene);
  }
}

async function propose({ desk, model, runId }: Scene): Promise<void> {
  const { stores } = desk.made.engine;
  const path = String(model.paths++);
  desk.fromHost({ ...proposalOf(runId, path, path), activation: model.activation });
  await desk.pass(0);
  timePasses(model, desk.made.engine.now());
  const effect = stores.effects.ofRun(runId).find((one) => one.path === path);
  const approval = stores.effects.bundle(effect?.effectId ?? '')?.approval;
  if (approval === null || approval === undefined) throw new Error(`nothing asks for ${path}`);
  model.items.push({ approvalId: approval.approvalId, expiresAtMs: approval.expiresAtMs, state: 'pending' });
}

async function decide(
  action: Extract<Action, { do: 'approve' | 'reject' | 'undo' }>,
  { desk, model }: Scene,
): Promise<void> {
  const item = model.items[action.item % Math.max(1, model.items.length)];
  if (item === undefined) return;
  const { approvalId } = item;
  const approval = desk.made.engine.stores.effects.bundleOfApproval(approvalId)?.approval;
  const seen = { approvalId, envelopeHash: approval?.envelopeHash ?? '', version: approval?.version ?? 0 };
  const by = { person: action.by === 0 ? ada : ben, repeatable: undefined };
  const mayDecide = action.do === 'undo' ? item.state === 'granted' : item.state === 'pending';
  const [told] =
    action.do === 'approve'
      ? await desk.broker.approve([seen], by, '')
      : action.do === 'reject'
        ? await desk.broker.reject([seen], by, 'no')
        : await desk.broker.undo([approvalId], by);
  expect(told?.outcome).toBe(mayDecide ? 'decided' : 'refused');
  if (mayDecide) item.state = action.do === 'approve' ? 'granted' : action.do === 'reject' ? 'rejected' : 'pending';
}

/** Nothing is told to the old process: its database handle is closed under it. */
async function restarted({ desk, model, runId }: Scene): Promise<EngineDesk> {
  model.executed += executions(desk);
  const { folder } = desk.made;
  desk.broker.close();
  desk.made.close();
  const next = await openEngineDesk({ folder });
  next.broker.awaitRecovery();
  await next.broker.recover();
  await next.activations.recover();
  await next.pass(0);
  model.activation += 1;
  timePasses(model, next.made.engine.now());
  compare(next, model, runId);
  return next;
}

function executions(desk: EngineDesk): number {
  return desk.asked.filter((kind) => kind === 'execute').length;
}

function compare(desk: EngineDesk, model: Model, runId: string): void {
  const { stores } = desk.made.engine;
  const found = model.items.map(({ approvalId }) => stores.effects.bundleOfApproval(approvalId)?.approval?.status);
  expect(found).toEqual(model.items.map(({ state }) => shown[state]));
  expect(model.executed + executions(desk)).toBe(model.items.filter(({ state }) => state === 'done').length);
  const nowMs = desk.made.engine.now();
  const lineageId = stores.runs.load(runId)?.lineageId ?? '';
  expect(model.sleeps.map(({ path }) => stores.journal.last(runId, lineageId, path)?.phase)).toEqual(
    model.sleeps.map(({ dueAtMs }) => (dueAtMs <= nowMs ? 'done' : 'waiting')),
  );
}

test('a schedule fires once at each of its moments, however time passes and however often the process starts again', async () => {
  const steps = fc.array(fc.oneof(fc.constantFrom(10, 20, 30), fc.constant('restart' as const)), {
    minLength: 3,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const { desk, commands, scheduler, fired } = await openSchedules();
      const { engine } = desk.made;
      const { scheduleId } = await commands.create(planOf(), mara, front);
      const moments: string[] = [];
      let running = scheduler;
      for (const step of sequence) {
        if (step === 'restart') {
          running.close();
          running = createScheduler({
            engine,
            stores: engine.stores,
            activations: { enqueue: () => {} },
            ids: systemIds,
            log: { info: () => {}, warn: () => {}, error: () => {} },
            heldBecause: () => null,
          });
          running.begin();
          continue;
        }
        const fromMs = engine.now();
        await desk.pass(step * minute, step / 10);
        for (let at = Math.floor(fromMs / (30 * minute) + 1) * 30 * minute; at <= engine.now(); at += 30 * minute)
          moments.push(`${new Date(at).toISOString().slice(11, 16)} started`);
      }
      expect(fired(scheduleId)).toEqual(moments);
      running.close();
      desk.made.close();
    }),
    { numRuns: 30, interruptAfterTimeLimit: 60_000 },
  );
}, 180_000);
