import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePeerAgents } from '../../helpers/peer-agents.ts';
import { freshWorkspace, json, keepRuntime, lanekeeper } from './lanekeeper-command.ts';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly parent: string | null;
  readonly continuedAs: string | null;
  readonly children: readonly { readonly id: string; readonly status: string; readonly life: string }[];
  readonly waits: readonly { readonly kind: string; readonly name: string; readonly key: string | null }[];
}

let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = freshWorkspace();
  endRuntime = await keepRuntime(workspace);
  const { manager, worker } = writePeerAgents();
  await lanekeeper(workspace, ['people', 'add', 'ada', '--name', 'Ada', '--role', 'reviewer']);
  for (const folder of [manager, worker]) await lanekeeper(workspace, ['agents', 'add', folder]);
});
afterAll(() => endRuntime());

async function show(id: string, ...more: string[]): Promise<Shown> {
  return (await json<Shown>(workspace, ['runs', 'show', id, ...more])).value;
}

test('a manager from outside the repository has workers do its parts; a person tells the last, and it goes on as a fresh run', async () => {
  const started = await json<Shown>(workspace, ['run', 'manager', '--set', 'parts=2', '--set', 'round=1']);
  const { id } = started.value;
  await expect.poll(async () => (await show(id)).waits[0]?.kind).toBe('child');
  await expect
    .poll(async () => (await show(id)).children.map(({ status }) => status))
    .toEqual(['succeeded', 'waiting-signal']);
  const [, last] = (await show(id)).children;
  expect(last).toMatchObject({ life: 'joined' });
  const listed = await json<{ id: string }[]>(workspace, ['runs', 'list', '--parent', id]);
  expect(listed.value).toHaveLength(2);
  const waiting = await show(last?.id ?? '');
  expect(waiting).toMatchObject({ parent: id, waits: [{ kind: 'signal', name: 'go-on', key: 'part-2' }] });
  const text = await lanekeeper(workspace, ['runs', 'show', last?.id ?? '']);
  expect(text.stdout).toContain('for the signal go-on with the key part-2');

  const signal = (...args: string[]) => lanekeeper(workspace, ['runs', 'signal', last?.id ?? '', 'go-on', ...args]);
  const refused = await signal('--key', 'part-2', '--data', '{"said":7}');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('payload/said must be string');
  expect((await signal('--data', '{"said":"for another key"}')).stderr).toContain('keeps it for the first that does');
  expect((await signal('--key', 'part-2', '--data', '{"said":"by Ada"}')).stderr).toContain('goes on with it');

  await expect.poll(async () => (await show(id)).status).toBe('continued');
  const next = (await show(id)).continuedAs ?? '';
  await expect.poll(async () => (await show(next)).status).toBe('succeeded');
  expect((await lanekeeper(workspace, ['runs', 'show', id])).stdout).toContain(next);
}, 120_000);
