import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { EffectState, RunState } from '../../../electron/runtime/engine/states.ts';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import { createRunStore } from '../../../electron/runtime/store/run-store.ts';
import { openEngineDesk, proposalOf, type EngineDesk, type VerbName } from '../../helpers/engine-desk.ts';
import { ben } from '../../helpers/prepared-workspace.ts';
import { startSample, stepRecord } from '../../helpers/sample-runs.ts';

interface Verb {
  readonly method: VerbName;
  /** Which of the things it may be about. */
  readonly nth: number;
  readonly undo: boolean;
}

type Action =
  | { readonly do: 'verb'; readonly verb: Verb }
  /** In one commit group. */
  | { readonly do: 'together'; readonly verbs: readonly Verb[] }
  /** An earlier command comes again: its reply was lost. */
  | { readonly do: 'repeat'; readonly nth: number }
  | { readonly do: 'propose' | 'sleep' | 'finish' | 'answer' | 'approve' | 'host-gone' | 'pass' }
  /** The process dies with a verb on its way, and the next one takes the workspace up. */
  | { readonly do: 'die'; readonly verb: Verb };

const verb = fc.record<Verb>({
  method: fc.constantFrom<VerbName[]>(
    'run.cancel',
    'run.kill',
    'run.pause',
    'run.resume',
    'run.retry',
    'run.rewind',
    'run.rollBack',
    'agent.pause',
    'agent.resume',
    'effect.compensate',
    'effect.compensate',
  ),
  nth: fc.nat({ max: 5 }),
  undo: fc.boolean(),
});
const actions = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('verb' as const), verb }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('together' as const),
        verbs: fc.array(verb, { minLength: 2, maxLength: 3 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('repeat' as const), nth: fc.nat({ max: 9 }) }) },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constantFrom('propose' as const, 'propose', 'approve', 'approve', 'sleep', 'finish', 'answer', 'pass'),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Action>({ do: 'host-gone' }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), verb }) },
  ),
  { minLength: 4, maxLength: 30 },
);

interface Said {
  readonly method: VerbName;
  readonly input: object;
  readonly commandId: string;
  readonly reply: string;
}

interface Scene {
  desk: EngineDesk;
  readonly runId: string;
  /** Commands that were answered. */
  readonly said: Said[];
  paths: number;
  commands: number;
}

test('verbs in any order, in one group, repeated, with hosts and processes that die between them, leave nothing stuck and undo nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (sequence) => {
      const desk = await openEngineDesk();
      const { runId } = await startSample(desk.made.engine);
      desk.activations.enqueue(runId);
      await desk.settle();
      const scene: Scene = { desk, runId, said: [], paths: 0, commands: 0 };
      for (const action of sequence) {
        await carryOut(action, scene);
        await scene.desk.pass(1);
        await scene.desk.settle();
        holds(scene);
      }
      await endAll(scene);
      const { folder } = scene.desk.made;
      leave(scene.desk);
      const ledger = {
        acknowledged: [],
        exported: [],
        mail: {},
        rollingBack: [],
        isRecovered: false,
        isSettled: true,
      };
      // The tool is a double, so nothing has arrived anywhere.
      expect(checkStore(folder, ledger).filter(({ invariant }) => invariant !== 'I3')).toEqual([]);
    }),
    { numRuns: 100, interruptAfterTimeLimit: 30_000 },
  );
}, 180_000);

async function carryOut(action: Action, scene: Scene): Promise<void> {
  const { desk, runId } = scene;
  const live = desk.activations.live(runId);
  const from = { runId, activation: live?.activation ?? 0 };
  switch (action.do) {
    case 'verb':
      return say(scene, action.verb);
    case 'together':
      return void (await Promise.all(action.verbs.map((one) => say(scene, one))));
    case 'repeat':
      return repeat(scene, action.nth);
    case 'propose':
      if (live === undefined) return;
      return desk.fromHost({ ...proposalOf(runId, `r-${scene.paths}`, String(scene.paths++)), ...from });
    case 'sleep': {
      if (live === undefined) return;
      const asleep = { kind: 'sleep', name: 'sleep', phase: 'waiting', result: null, dueInMs: 3_600_000 } as const;
      desk.fromHost({ kind: 'record', ...from, record: stepRecord(String(scene.paths++), asleep) });
      await desk.settle();
      return desk.fromHost({ kind: 'idle', ...from, waits: ['sleep'], heard: live.told });
    }
    case 'finish':
      return desk.fromHost({ kind: 'finished', ...from, output: '{}' });
    case 'answer':
      if (rowOf(scene).cancelRequested) desk.fromHost({ kind: 'cancelled', ...from });
      return;
    case 'approve':
      return approveAll(scene);
    case 'host-gone':
      return desk.activations.hostGone('host', { kind: 'crashed', reason: 'it died', at: null });
    case 'pass':
      return desk.pass(8_000, 2);
    case 'die':
      void say(scene, action.verb).catch(() => undefined);
      return restart(scene);
  }
}

/** What a verb is about, as things stand. */
function inputOf(scene: Scene, { method, nth, undo }: Verb): object {
  const { runId } = scene;
  if (method === 'agent.pause' || method === 'agent.resume') return { agentId: 'sample' };
  if (method === 'effect.compensate') {
    const own = effectsOf(scene).filter(({ compensates }) => compensates === null);
    return { effectId: own[nth % Math.max(1, own.length)]?.effectId ?? 'none' };
  }
  if (method === 'run.cancel') return { runId, undo };
  if (method !== 'run.retry' && method !== 'run.rewind') return { runId };
  const { lineageId } = rowOf(scene);
  const paths = scene.desk.made.engine.stores.journal.lineage(runId, lineageId).map(({ path }) => path);
  return { runId, path: paths[nth % Math.max(1, paths.length)] ?? (method === 'run.rewind' ? '0' : null) };
}

/** Refusals are answers too; whatever is no refusal is a bug. */
async function say(scene: Scene, one: Verb): Promise<void> {
  const input = inputOf(scene, one);
  const commandId = `command-${scene.commands++}`;
  const reply = await scene.desk.verb(one.method, input, { by: ben, commandId }).catch(refusal);
  if (reply !== null) scene.said.push({ method: one.method, input, commandId, reply: JSON.stringify(reply) });
}

const refusals: readonly string[] = ['wrong-state', 'refused', 'not-found', 'unsupported', 'invalid-input'];

function refusal(thrown: unknown): null {
  if (thrown instanceof LanekeeperError && refusals.includes(thrown.code)) return null;
  throw thrown;
}

async function repeat(scene: Scene, nth: number): Promise<void> {
  const said = scene.said[nth % Math.max(1, scene.said.length)];
  if (said === undefined) return;
  const before = stateOf(scene);
  const told = scene.desk.toHost.length;
  const again = await scene.desk.verb(said.method, said.input, { by: ben, commandId: said.commandId });
  expect(again).toEqual(JSON.parse(said.reply));
  await scene.desk.settle();
  expect(stateOf(scene)).toEqual(before);
  expect(scene.desk.toHost.slice(told)).toEqual([]);
}

function stateOf(scene: Scene): unknown {
  return { run: rowOf(scene), effects: effectsOf(scene) };
}

async function approveAll({ desk, runId }: Scene): Promise<void> {
  const { effects } = desk.made.engine.stores;
  const waiting = effects.ofRun(runId).flatMap(({ effectId }) => effects.bundle(effectId)?.approval ?? []);
  const seen = waiting.filter(({ status }) => status === 'pending');
  await desk.broker.approve(seen, { person: ben, repeatable: undefined }, '');
}

function leave(desk: EngineDesk): void {
  desk.broker.close();
  desk.made.close();
}

async function restart(scene: Scene): Promise<void> {
  const { folder } = scene.desk.made;
  leave(scene.desk);
  scene.desk = await openEngineDesk({ folder });
  await scene.desk.recover();
}

function rowOf({ desk, runId }: Scene): RunState {
  const run = desk.made.engine.stores.runs.load(runId);
  if (run === null) throw new Error('the run is gone');
  return run;
}

function effectsOf({ desk, runId }: Scene): readonly EffectState[] {
  return desk.made.engine.stores.effects.ofRun(runId);
}

const settled: readonly string[] = ['done', 'failed', 'refused', 'compensated'];

/** What must be so whenever everything has come to rest. */
function holds(scene: Scene): void {
  const run = rowOf(scene);
  // What is decided by is what the next process would read.
  expect(createRunStore(scene.desk.made.reader, { has: () => true }).load(scene.runId)).toEqual(run);
  const live = scene.desk.activations.live(scene.runId);
  const isInHost = live !== undefined && live.activation === run.activation;
  const isOver = finalRunStatuses.has(run.status) || run.status === 'compensating';
  // Whoever is being cancelled, as whoever is at work, has a host that can still answer.
  const needsHost = run.status === 'running' || (run.cancelRequested && !isOver);
  expect({ status: run.status, isLost: needsHost && !(isInHost && run.status === 'running') }).toMatchObject({
    isLost: false,
  });
  // No host is left with work that is over, or that another activation does now.
  expect({ status: run.status, isLeft: live !== undefined && (isOver || !isInHost) }).toMatchObject({ isLeft: false });
  const effects = effectsOf(scene);
  for (const effect of effects) {
    const undos = effects.filter(({ compensates }) => compensates === effect.effectId);
    expect(undos.filter(({ status }) => status === 'done')).toHaveLength(effect.status === 'compensated' ? 1 : 0);
    expect(undos.filter(({ status }) => !settled.includes(status)).length).toBeLessThanOrEqual(1);
    expect(effect.dispatches).toBeLessThanOrEqual(1);
    if (settled.includes(effect.status)) continue;
    // What is open has somebody who waits for it: an agent at work, a run that is undone, or a person.
    const isWanted =
      effect.compensates === null
        ? run.finishedAtMs === null && run.status !== 'compensating' && effect.lineageId === run.lineageId
        : effect.facts.undo?.isAlone === true || run.status === 'compensating';
    expect([effect.status, isWanted]).toEqual([effect.status, true]);
  }
}

/** Everything can be brought to an end from wherever it has come to. */
async function endAll(scene: Scene): Promise<void> {
  for (const method of ['agent.resume', 'run.resume', 'run.cancel'] as const)
    await say(scene, { method, nth: 0, undo: true });
  await scene.desk.pass(1);
  const { activation } = rowOf(scene);
  scene.desk.fromHost({ kind: 'cancelled', runId: scene.runId, activation });
  for (let round = 0; round < 40; round += 1) {
    await scene.desk.pass(1_000);
    await approveAll(scene);
    await scene.desk.pass(1_000);
    const isOver = finalRunStatuses.has(rowOf(scene).status);
    if (isOver && effectsOf(scene).every(({ status }) => settled.includes(status))) return;
  }
  throw new Error(`it does not end: ${JSON.stringify(stateOf(scene))}`);
}
