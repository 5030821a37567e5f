import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import { journalOf, runIs, show, startPlan, type PlanEntry } from '../../helpers/scripted-runs.ts';

let runtime: RuntimeProcess;
beforeAll(async () => {
  runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
});
afterAll(endRuntimes);

const waits: PlanEntry = { do: 'signal', name: 'go-on', options: { key: 'k' } };

async function outputOf(runId: string): Promise<unknown> {
  return ((await show(runtime, runId)).output as { results: unknown }).results;
}

async function childrenOf(runId: string): Promise<string[]> {
  const { runs } = await runtime.call('run.list', { filter: { parentId: runId } });
  return runs.map((run) => run.runId).toSorted();
}

test('a run sends another a signal under its contract, and handles what cannot be sent', async () => {
  const receiver = await startPlan(runtime, [waits, { do: 'signal', name: 'amount' }]);
  await runIs(runtime, receiver, 'waiting-signal');
  const tried = (entry: object): PlanEntry => ({ do: 'try', entry: { do: 'send', to: receiver, ...entry } });
  const sender = await startPlan(runtime, [
    tried({ name: 'go-on', payload: 'one', options: { key: 'k' } }),
    tried({ name: 'amount', payload: { euro: 'x' } }),
    tried({ name: 'unheard-of' }),
    tried({ to: '01900000-0000-7000-8000-000000000000', name: 'go-on' }),
    tried({ name: 'amount', payload: { euro: 3 } }),
  ]);
  await runIs(runtime, sender, 'succeeded');
  await runIs(runtime, receiver, 'succeeded');
  expect(await outputOf(receiver)).toEqual(['one', { euro: 3 }]);
  expect(await outputOf(sender)).toMatchObject([
    'sent',
    {
      code: 'contract-failed',
      message: 'The payload does not meet its contract amount 2: payload/euro must be number.',
    },
    { code: 'refused', message: 'Scripted takes no signal "unheard-of". Nothing was sent.' },
    { code: 'run-unknown' },
    'sent',
  ]);
  const late = await startPlan(runtime, [tried({ name: 'go-on', options: { key: 'k' } })]);
  await runIs(runtime, late, 'succeeded');
  expect(await outputOf(late)).toMatchObject([{ code: 'run-ended', message: expect.stringContaining('is succeeded') }]);
});

test('a run keeps what it sends itself; a value that looks like a kept one is given as it was sent', async () => {
  const looksKept = { $spilled: 'a'.repeat(64) };
  const runId = await startPlan(runtime, [
    { do: 'send', name: 'go-on', payload: looksKept },
    { do: 'signal', name: 'go-on' },
  ]);
  await runIs(runtime, runId, 'succeeded');
  expect(await outputOf(runId)).toEqual(['sent', looksKept]);
});

test('a parent joins its child after it has left its host, and the page shows the tree from both sides', async () => {
  const plan = [
    { do: 'step', name: 'child work' },
    { do: 'spawn', plan: [waits], options: { life: 'detached' } },
    waits,
  ];
  const parent = await startPlan(runtime, [
    { do: 'spawn', plan, options: { title: 'The child' } },
    { do: 'join', of: 0 },
    { do: 'step', name: 'after' },
  ]);
  await runIs(runtime, parent, 'waiting-signal');
  const [child = ''] = await childrenOf(parent);
  await runIs(runtime, child, 'waiting-signal');
  const [grandchild = ''] = await childrenOf(child);
  await runIs(runtime, grandchild, 'waiting-signal');
  const shown = await show(runtime, parent);
  expect(shown.waits).toMatchObject([{ kind: 'child', name: child }]);
  expect(shown.children).toMatchObject({
    total: 2,
    list: [
      { runId: child, depth: 1, life: 'joined', title: 'The child', status: 'waiting-signal' },
      { depth: 2, life: 'detached', status: 'waiting-signal' },
    ],
  });
  expect((await show(runtime, child)).run.parent).toEqual({ runId: parent, life: 'joined' });
  await runtime.call('signal.send', { runId: child, name: 'go-on', key: 'k', payload: '1' });
  await runIs(runtime, parent, 'succeeded');
  expect(await outputOf(parent)).toMatchObject([
    { runId: child },
    { results: [{ attempt: 1 }, {}, 1] },
    { attempt: 1 },
  ]);
});

test('a failed child is an error its parent handles; so is one that breaks a contract, a bound or a manifest', async () => {
  const parent = await startPlan(runtime, [
    { do: 'spawn', plan: [{ do: 'throw', code: 'broken' }] },
    { do: 'try', entry: { do: 'join', of: 0 } },
    { do: 'try', entry: { do: 'spawn', input: { plan: 'none' } } },
    { do: 'try', entry: { do: 'spawn', agent: 'nobody-there', plan: [] } },
    { do: 'try', entry: { do: 'spawn', agent: 'ticket-review', plan: [] } },
    { do: 'try', entry: { do: 'join', child: '01900000-0000-7000-8000-000000000000' } },
  ]);
  await runIs(runtime, parent, 'succeeded');
  const [child] = await childrenOf(parent);
  expect(await outputOf(parent)).toMatchObject([
    { runId: child },
    { code: 'child-failed', runId: child, message: expect.stringContaining('It was told to fail.') },
    { code: 'contract-failed' },
    { code: 'agent-unknown' },
    { code: 'spawn-undeclared', message: expect.stringContaining('does not list "ticket-review"') },
    { code: 'run-unknown' },
  ]);
  expect(await childrenOf(parent)).toHaveLength(1);
});

test('a tree is bounded in depth', async () => {
  let plan: PlanEntry[] = [{ do: 'try', entry: { do: 'spawn', plan: [] } }];
  for (let depth = 0; depth < 8; depth += 1)
    plan = [
      { do: 'spawn', plan },
      { do: 'join', of: 0 },
    ];
  const root = await startPlan(runtime, plan);
  await runIs(runtime, root, 'succeeded');
  expect(JSON.stringify(await outputOf(root))).toContain('spawn-depth');
});

test('cancel and kill go to joined children, each in its way, and not to detached ones', async () => {
  for (const verb of ['run.cancel', 'run.kill'] as const) {
    const parent = await startPlan(runtime, [
      { do: 'spawn', plan: [waits] },
      { do: 'spawn', plan: [waits], options: { life: 'detached' } },
      { do: 'join', of: 0 },
    ]);
    await runIs(runtime, parent, 'waiting-signal');
    const [joined = '', detached = ''] = await childrenOf(parent);
    await runIs(runtime, joined, 'waiting-signal');
    await runtime.call(verb, { runId: parent, reason: 'enough' });
    const ended = await runIs(runtime, joined, 'cancelled');
    expect(ended.error?.code).toBe(verb === 'run.kill' ? 'killed' : 'parent-ended');
    expect((await runIs(runtime, detached, 'waiting-signal')).status).toBe('waiting-signal');
    await runtime.call('run.kill', { runId: detached });
  }
});

test('a parent that ends without joining ends its joined children', async () => {
  const parent = await startPlan(runtime, [{ do: 'spawn', plan: [waits] }]);
  await runIs(runtime, parent, 'succeeded');
  const [child = ''] = await childrenOf(parent);
  expect((await runIs(runtime, child, 'cancelled')).error?.code).toBe('parent-ended');
});

test('a rewind says what happens to children, ends those it leaves behind, and starts them again', async () => {
  const parent = await startPlan(runtime, [
    { do: 'step', name: 'before' },
    { do: 'spawn', plan: [waits] },
    { do: 'spawn', plan: [waits], options: { life: 'detached' } },
    { do: 'join', of: 1 },
  ]);
  await runIs(runtime, parent, 'waiting-signal');
  const [joined = '', detached = ''] = await childrenOf(parent);
  await runIs(runtime, joined, 'waiting-signal');
  const seen = await runtime.call('run.consequences', { runId: parent, verb: 'rewind', path: '1' });
  expect(seen.notes.join(' ')).toContain('2 child runs were started after that point');
  await runtime.call('run.rewind', { runId: parent, path: '1', version: seen.version });
  await runIs(runtime, joined, 'cancelled');
  await runtime.until(async () => ((await childrenOf(parent)).length === 4 ? true : undefined));
  expect((await show(runtime, detached)).run.finishedAtMs).toBeNull();
  await runtime.call('run.kill', { runId: parent });
});

test('a run goes on as a fresh one: linked both ways, with what is kept for it, found by its first id', async () => {
  const first = await startPlan(runtime, [
    { do: 'send', name: 'go-on', payload: 'kept', options: { key: 'k' } },
    { do: 'step', name: 'work' },
    { do: 'continue', plan: [waits, { do: 'signal', name: 'amount' }] },
  ]);
  const ended = await runIs(runtime, first, 'continued');
  const next = ended.continuedAs ?? '';
  const going = await runIs(runtime, next, 'waiting-signal');
  expect(going.origin).toEqual({ kind: 'continuation', runId: first, path: null });
  expect((await journalOf(runtime, next)).map(({ kind }) => kind)).toEqual(['signal', 'signal']);
  const sender = await startPlan(runtime, [{ do: 'send', to: first, name: 'amount', payload: { euro: 1 } }]);
  await runIs(runtime, sender, 'succeeded');
  await runIs(runtime, next, 'succeeded');
  expect(await outputOf(next)).toEqual(['kept', { euro: 1 }]);
  expect((await show(runtime, first)).verbs).toMatchObject({ rewind: { allowed: false }, extend: { allowed: false } });
});

test('a child that goes on as another run is joined at the end of its chain', async () => {
  const plan = [{ do: 'continue', plan: [{ do: 'continue', plan: [{ do: 'keep' }] }] }];
  const parent = await startPlan(runtime, [
    { do: 'spawn', plan },
    { do: 'join', of: 0 },
  ]);
  await runIs(runtime, parent, 'succeeded');
  expect(await outputOf(parent)).toMatchObject([{}, { results: [[]] }]);
  expect(await childrenOf(parent)).toHaveLength(3);
});

test('a run with open joined children does not go on as another, and is told so', async () => {
  const parent = await startPlan(runtime, [
    { do: 'spawn', plan: [waits] },
    { do: 'try', entry: { do: 'continue', plan: [] } },
  ]);
  await runIs(runtime, parent, 'succeeded');
  expect(await outputOf(parent)).toMatchObject([{}, { code: 'continue-with-children' }]);
});

test.each([
  'peer.after-spawn:1',
  'peer.after-join:1',
  'peer.before-told:1',
  'peer.after-continue:1',
  'signal.after-sent:1',
])('killed at %s, everything happens once and is seen through', async (crashAt) => {
  const workspace = await preparedWorkspace(policyHolding(0));
  const first = await startRuntime({ workspace, crashAt });
  await first.call('agent.add', { folder: agentFolder('scripted') });
  const child = [
    { do: 'continue', plan: [{ do: 'send', name: 'go-on' }, { do: 'signal', name: 'go-on' }, { do: 'keep' }] },
  ];
  await startPlan(first, [
    { do: 'spawn', plan: child },
    { do: 'join', of: 0 },
  ]).catch(() => null);
  await first.ended;
  const next = await startRuntime({ workspace });
  const { runs } = await next.call('run.list', { filter: { agentId: 'scripted' } });
  const root = runs.find((run) => run.parent === null);
  await runIs(next, root?.runId ?? '', 'succeeded');
  expect((await show(next, root?.runId ?? '')).output).toMatchObject({
    results: [{}, { results: ['sent', null, ['sent', null]] }],
  });
  const all = (await next.call('run.list', { filter: { agentId: 'scripted' } })).runs;
  expect(all.map(({ status }) => status).toSorted()).toEqual(['continued', 'succeeded', 'succeeded']);
  await next.stop();
});
