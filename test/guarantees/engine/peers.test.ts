import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkStore } from '../../../electron/verify/checker/check-store.ts';
import type { PeerAsk } from '../../../electron/runtime/hosts/protocol.ts';
import { cancelRun } from '../../../electron/runtime/verbs/end-run.ts';
import { openEngineDesk, proposalOf, type EngineDesk } from '../../helpers/engine-desk.ts';
import { ada } from '../../helpers/prepared-workspace.ts';
import { startSample } from '../../helpers/sample-runs.ts';
import { endsOf, waitForGo } from '../../helpers/signal-desk.ts';
import { openTestEngine } from '../../helpers/test-engine.ts';

let desk: EngineDesk;
beforeEach(async () => {
  desk = await openEngineDesk();
});
afterEach(() => desk.made.close());

const stores = () => desk.made.engine.stores;
const statusOf = (runId: string) => stores().runs.load(runId)?.status;

async function begun(): Promise<string> {
  const { runId } = await startSample(desk.made.engine);
  desk.activations.enqueue(runId);
  await desk.settle();
  return runId;
}

/** The host of a run asks for something at a path. */
function asks(
  runId: string,
  path: string,
  ask: PeerAsk,
  activation = stores().runs.load(runId)?.activation ?? 1,
): void {
  desk.fromHost({ kind: 'peer', runId, activation, path, name: ask.kind, argsHash: 'h', ask });
}

function spawnOf(given: Partial<Extract<PeerAsk, { kind: 'spawn' }>> = {}): PeerAsk {
  const facts = { life: 'joined', title: null, withFile: false, deadlineInMs: null, atMs: 0 } as const;
  return { kind: 'spawn', agentId: 'sample', input: '{}', ...facts, ...given };
}

function entryAt(runId: string, path: string) {
  return stores().journal.last(runId, stores().runs.load(runId)?.lineageId ?? '', path);
}

async function spawned(runId: string, path: string, given: Parameters<typeof spawnOf>[0] = {}): Promise<string> {
  asks(runId, path, spawnOf(given));
  await desk.settle();
  return (JSON.parse(entryAt(runId, path)?.result ?? '{}') as { runId: string }).runId;
}

async function finish(runId: string, output = 'null'): Promise<void> {
  desk.fromHost({ kind: 'finished', runId, activation: stores().runs.load(runId)?.activation ?? 1, output });
  await desk.settle();
}

/** What the run has proposed and nobody has decided. */
async function approve(runId: string): Promise<void> {
  const approvals = stores()
    .effects.ofRun(runId)
    .flatMap(({ effectId }) => stores().effects.bundle(effectId)?.approval ?? []);
  const pending = approvals.filter(({ status }) => status === 'pending');
  await desk.broker.approve(pending, { person: ada, repeatable: undefined }, '');
}

test('a message of an activation that is over starts nothing', async () => {
  const runId = await begun();
  asks(runId, '0', spawnOf(), 7);
  await desk.settle();
  expect(entryAt(runId, '0')).toBeNull();
  expect(stores().families.openInTree(runId)).toBe(0);
});

test('a child has the person, the sandbox and the sample mark of its parent, and an id made of its place', async () => {
  const parent = await begun();
  const child = await spawned(parent, '3');
  expect(stores().runs.load(child)).toMatchObject({
    startedBy: 'ada',
    sandbox: false,
    parent: { runId: parent, path: '3', childId: child, depth: 1, rootId: parent, life: 'joined' },
  });
  expect(child).toMatch(/^00000000-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('joined before or after the child has ended, the parent is told once, with the result', async () => {
  const parent = await begun();
  const [early, late] = [await spawned(parent, '0'), await spawned(parent, '1')];
  asks(parent, '2', { kind: 'join', childId: early, dueInMs: null });
  await desk.settle();
  await finish(early, '"early"');
  await finish(late, '"late"');
  asks(parent, '3', { kind: 'join', childId: late, dueInMs: null });
  await desk.settle();
  expect(JSON.parse(entryAt(parent, '2')?.result ?? 'null')).toMatchObject({ status: 'succeeded', output: '"early"' });
  expect(JSON.parse(entryAt(parent, '3')?.result ?? 'null')).toMatchObject({ status: 'succeeded', output: '"late"' });
  expect(stores().signals.waitsOf(parent)).toEqual([]);
});

test('a join that is not answered in time ends with nothing, and the child goes on', async () => {
  const parent = await begun();
  const child = await spawned(parent, '0');
  asks(parent, '1', { kind: 'join', childId: child, dueInMs: 1_000 });
  await desk.settle();
  await desk.pass(1_000);
  expect(entryAt(parent, '1')).toMatchObject({ phase: 'done', result: 'null' });
  await finish(child);
  expect(statusOf(child)).toBe('succeeded');
});

test('a parent that goes down for attention leaves its children at work; one that fails does not', async () => {
  const error = { code: 'x', message: 'X.' };
  for (const [kind, expected] of [
    ['mismatch', 'running'],
    ['failed', 'running'],
  ] as const) {
    const parent = await begun();
    const child = await spawned(parent, '0');
    expect(statusOf(child)).toBe(expected);
    desk.fromHost({ kind, runId: parent, activation: 1, error });
    await desk.settle();
    expect(stores().runs.load(child)?.cancelRequested).toBe(kind === 'failed');
    const activation = stores().runs.load(child)?.activation ?? 1;
    desk.fromHost({
      kind: kind === 'failed' ? 'cancelled' : 'finished',
      runId: child,
      activation,
      output: 'null',
    } as never);
    await desk.settle();
  }
});

test('a branch that lost its race takes its joined children with it', async () => {
  const parent = await begun();
  const lost = await spawned(parent, '0/race:a/0');
  const kept = await spawned(parent, '0/race:b/0');
  const record = { path: '0', kind: 'race', name: 'r', argsHash: '', phase: 'done', attempt: 1, error: null } as const;
  const end = { result: '{"winner":"b"}', durationMs: null, dueInMs: null, abandons: ['0/race:a'], seen: [] };
  desk.fromHost({ kind: 'record', runId: parent, activation: 1, record: { ...record, ...end } });
  await desk.settle();
  expect(stores().runs.load(lost)?.cancelRequested).toBe(true);
  expect(stores().runs.load(kept)?.cancelRequested).toBe(false);
});

test('what a branch asked for that lost its race meanwhile is not done: no child, no signal, no other run to go on as', async () => {
  const [parent, receiver] = [await begun(), await begun()];
  asks(parent, '0/race:a/0', spawnOf({ life: 'detached' }));
  asks(parent, '0/race:a/1', { kind: 'send', to: receiver, name: 'go', key: '', payload: '1' });
  asks(parent, '0/race:a/2', { kind: 'continue', input: '{}', atMs: 0 });
  const record = { path: '0', kind: 'race', name: 'r', argsHash: '', phase: 'done', attempt: 1, error: null } as const;
  const end = { result: '{"winner":"b"}', durationMs: null, dueInMs: null, abandons: ['0/race:a'], seen: [] };
  desk.fromHost({ kind: 'record', runId: parent, activation: 1, record: { ...record, ...end } });
  await desk.settle();
  expect(stores().families.openInTree(parent)).toBe(0);
  expect(stores().signals.keptCount(receiver)).toBe(0);
  expect(statusOf(parent)).toBe('running');
});

test('cancelled so that nothing is undone, a run leaves what its joined children did, also by the process after a kill; retried, not again', async () => {
  const parent = await begun();
  const child = await spawned(parent, '0');
  const grandchild = await spawned(child, '0');
  const { folder } = desk.made;
  desk.broker.close();
  desk.made.close();
  // A process that comes no further than the commit of the cancel.
  const killed = openTestEngine({ folder });
  const { effects } = killed.engine.stores;
  const decide = cancelRun(ada, { reason: '', undo: false }, () => undefined, effects.ofRun);
  await killed.engine.transact({ run: parent }, decide);
  killed.close();
  desk = await openEngineDesk({ folder });
  await desk.recover();
  await desk.peers.recover();
  await desk.settle();
  for (const below of [child, grandchild])
    expect(stores().runs.load(below)).toMatchObject({ cancelRequested: true, leavesInPlace: true, undo: null });
  await desk.verb('run.retry', { runId: parent });
  await desk.settle();
  const again = await spawned(parent, '0');
  await desk.verb('run.cancel', { runId: parent });
  await desk.settle();
  expect(stores().runs.load(again)).toMatchObject({ cancelRequested: true, leavesInPlace: false });
  expect(stores().runs.load(again)?.undo).not.toBeNull();
});

test('a run that went on as another and was rolled back has not ended for its parent, and is not begun again', async () => {
  desk.made.close();
  desk = await openEngineDesk({ undoing: () => ({ outcome: 'not-applied', reason: 'It is gone.' }) });
  const parent = await begun();
  const child = await spawned(parent, '0');
  asks(parent, '1', { kind: 'join', childId: child, dueInMs: null });
  desk.fromHost(proposalOf(child, 'r-1'));
  await desk.pass(2, 2);
  await approve(child);
  await desk.pass(60_000, 20);
  asks(child, '1', { kind: 'continue', input: '{}', atMs: 0 });
  await desk.settle();
  await desk.verb('run.rollBack', { runId: child });
  await desk.settle();
  await approve(child);
  await desk.pass(60_000, 20);
  expect(statusOf(child)).toBe('needs-attention');
  expect(entryAt(parent, '1')?.phase).toBe('waiting');
  for (const verb of ['run.retry', 'run.rewind'] as const)
    await expect(desk.verb(verb, { runId: child, path: '0' })).rejects.toMatchObject({
      code: 'wrong-state',
      message: expect.stringContaining('It went on as another run'),
    });
  await finish(stores().families.latest(child), '"the end"');
  expect(JSON.parse(entryAt(parent, '1')?.result ?? 'null')).toMatchObject({ runId: child, output: '"the end"' });
});

test('a tree has at most 1,000 runs that have not ended', async () => {
  const parent = await begun();
  for (let made = 0; made < 1_000; made += 1) asks(parent, `${made}`, spawnOf());
  while (stores().families.openInTree(parent) < 1_000) await desk.settle();
  asks(parent, 'one-more', spawnOf());
  await desk.settle();
  expect(entryAt(parent, 'one-more')).toMatchObject({ phase: 'failed', error: { code: 'spawn-limit' } });
  expect(stores().families.openInTree(parent)).toBe(1_000);
}, 60_000);

test('a sandbox says nothing to a run that is none', async () => {
  const receiver = await begun();
  const sender = await begun();
  const run = stores().runs.load(sender);
  if (run === null) throw new Error('no run');
  await desk.made.engine.transact({}, () => ({
    ok: true,
    changes: [{ put: 'run', before: run, state: { ...run, sandbox: true, stalls: 1 } }],
    reply: null,
  }));
  asks(sender, '0', { kind: 'send', to: receiver, name: 'go', key: '', payload: '1' });
  await desk.settle();
  expect(entryAt(sender, '0')).toMatchObject({ phase: 'failed', error: { code: 'sandbox-send' } });
  expect(stores().signals.keptCount(receiver)).toBe(0);
});

type Doing = { readonly do: 'spawn' | 'join' | 'send' | 'wait' | 'finish' | 'go-on'; readonly of: number };

test('1,000 orders of spawning, joining, sending, going on and ending: every join is told once, and the store is sound', async () => {
  const doing: fc.Arbitrary<Doing> = fc.record({
    do: fc.constantFrom<Doing['do']>('spawn', 'join', 'send', 'wait', 'finish', 'go-on'),
    of: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(doing, { minLength: 3, maxLength: 10 }), async (sequence) => {
      const root = await begun();
      const children: string[] = [];
      const joins = new Map<string, string>();
      for (const [n, { do: what, of }] of sequence.entries()) {
        const child = children[of % Math.max(1, children.length)];
        const now = child === undefined ? '' : stores().families.latest(child);
        const isAtWork = statusOf(now) === 'running';
        if (what === 'spawn') children.push(await spawned(root, `${n}`));
        else if (what === 'join' && child !== undefined) {
          joins.set(`${n}`, child);
          asks(root, `${n}`, { kind: 'join', childId: child, dueInMs: null });
        } else if (what === 'send' && child !== undefined)
          asks(root, `${n}`, { kind: 'send', to: child, name: 'go', key: '', payload: `${n}` });
        else if (what === 'wait' && isAtWork)
          waitForGo(desk, now, `${n}`, { activation: stores().runs.load(now)?.activation ?? 1 });
        else if (what === 'finish' && isAtWork) await finish(now, `"${child ?? ''}"`);
        else if (what === 'go-on' && isAtWork) asks(now, `${n}`, { kind: 'continue', input: '{}', atMs: 0 });
        if (of % 2 === 0) await desk.settle();
      }
      await desk.settle();
      for (const child of children) {
        // One that has just gone on waits for its claim.
        while (statusOf(stores().families.latest(child)) === 'queued') await desk.settle();
        await finish(stores().families.latest(child), `"${child}"`);
      }
      for (const [path, child] of joins)
        expect(JSON.parse(entryAt(root, path)?.result ?? 'null')).toMatchObject({ runId: child, output: `"${child}"` });
      await finish(root);
      expect(endsOf(desk, root).length).toBeGreaterThanOrEqual(joins.size);
      expect([root, ...children].map((id) => statusOf(stores().families.latest(id)))).not.toContain('running');
    }),
    { numRuns: 1_000, seed: 20_261_122 },
  );
  const { folder } = desk.made;
  const ledger = { acknowledged: [], exported: [], mail: {}, rollingBack: [], isRecovered: false, isSettled: true };
  expect(checkStore(folder, ledger)).toEqual([]);
}, 240_000);
