import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, keepRuntime, lanekeeper, preparedWorkspace } from './lanekeeper-command.ts';

let workspace = '';
let endRuntime = async (): Promise<void> => {};

beforeAll(async () => {
  workspace = await preparedWorkspace();
  endRuntime = await keepRuntime(workspace);
});
afterAll(() => endRuntime());

test('a policy is shown, checked with file and line, tried on the past, and proposed to those who decide', async () => {
  const shown = await json<{ id: string; version: number; title: string }>(workspace, ['policy', 'show']);
  const text = await lanekeeper(workspace, ['policy', 'show']);
  expect(text.stdout).toContain('The first rule that matches decides:');
  const file = join(workspace, 'next.json');
  writeFileSync(file, '{\n  "id": "p",\n  "version": "two"\n}');
  const wrong = await lanekeeper(workspace, ['policy', 'check', file]);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain(`${file}:3: /version `);
  expect((await lanekeeper(workspace, ['policy', 'propose', file])).code).toBe(2);
  const refused = await lanekeeper(workspace, ['policy', 'propose', file, '--reason', 'why']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('Line 3: /version');

  writeFileSync(file, JSON.stringify({ ...shown.value, version: shown.value.version + 1, title: 'Next' }, null, 2));
  const checked = await lanekeeper(workspace, ['policy', 'check', file]);
  expect(checked.stdout).toContain('+ Next');
  const simulated = await json<{ simulation: { status: string }; changes: unknown[] }>(workspace, [
    'policy',
    'simulate',
    file,
  ]);
  expect(simulated.value).toMatchObject({ simulation: { status: 'done', changed: 0 }, changes: [] });
  const proposed = await lanekeeper(workspace, ['policy', 'propose', file, '--reason', 'A better title.']);
  expect(proposed.code).toBe(3);
  expect(proposed.stdout).toMatch(/besides you have to approve it/);
  const versions = await json<{ version: number }[]>(workspace, ['policy', 'versions']);
  expect(versions.value.map(({ version }) => version)).toEqual([shown.value.version]);
  const diff = await lanekeeper(workspace, ['policy', 'diff', `${shown.value.id}@${shown.value.version}`]);
  expect(diff.stdout).toContain('Nothing differs.');
  const schema = await json<{ required: string[] }>(workspace, ['policy', 'schema']);
  expect(schema.value.required).toEqual(['id', 'version', 'title', 'rules']);
});
