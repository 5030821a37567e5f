import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../../electron/cli/run-command-line.ts';
import type { Terminal } from '../../../electron/cli/terminal.ts';
import { budgetMethods } from '../../../shared/ipc/budget-methods.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { queueMethods } from '../../../shared/ipc/queue-methods.ts';
import { runVerbMethods } from '../../../shared/ipc/run-verb-methods.ts';
import { scheduleMethods } from '../../../shared/ipc/schedule-methods.ts';
import type { RuntimeProcess } from '../../helpers/runtime-process.ts';
import { startFurnished } from '../../helpers/runtime-process.ts';
import { runIs, startPlan } from '../../helpers/scripted-runs.ts';
import { runs } from '../../helpers/wrong-use.ts';
import { wrongUses } from '../../helpers/wrong-uses.ts';

let runtime: RuntimeProcess;

beforeAll(async () => {
  runtime = await startFurnished();
  runs.ended = await startPlan(runtime, [{ do: 'step', name: 'only' }]);
  runs.waiting = await startPlan(runtime, [{ do: 'signal', name: 'go-on' }]);
  await runIs(runtime, runs.ended, 'succeeded');
  await runIs(runtime, runs.waiting, 'waiting-signal');
  await runtime.call('queue.create', { name: 'mail' });
});
afterAll(() => runtime.stop());

test.each(wrongUses.map((row) => [row.method, row.what, row] as const))(
  '%s refuses %s with a code, what happened and what to do next',
  async (method, _what, { input, code, says }) => {
    const refused: unknown = await runtime.call(method, input() as MethodInput<typeof method>).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code, message: expect.stringMatching(says) });
    const { message, hint } = refused as { message: string; hint?: string };
    // A sentence for a person; and either what was kept or what to do next stands in it or beside it.
    expect(`${message} ${hint ?? ''}`.split(/[.;] ?/).filter((part) => part !== '').length).toBeGreaterThan(0);
    expect(message).not.toMatch(/undefined|null|\[object/);
  },
);

test.each(wrongUses.flatMap((row) => (row.args === undefined ? [] : [[row.method, row.what, row] as const])))(
  'the command line says the same of %s on %s, and exits with 1',
  async (_method, _what, { args, code, says }) => {
    const printed: string[] = [];
    const terminal: Terminal = {
      isInteractive: false,
      width: null,
      print: async (text) => void printed.push(text),
      say: () => {},
      showProgress: () => {},
      stream: () => false,
      dim: (text) => text,
      talk: () => Promise.reject(new Error('nobody is there to answer')),
    };
    const exit = await runCommandLine(
      [...(args?.() ?? []), '--as', 'ada', '--json', '--workspace', runtime.workspace],
      terminal,
    );
    const { error } = JSON.parse(printed.join('')) as { error?: { code: string; message: string } };
    expect({ exit, ...error }).toMatchObject({ exit: 1, code, message: expect.stringMatching(says) });
  },
);

test('every verb on runs, queues, schedules, dead letters and budgets has its rows', () => {
  const verbs = Object.entries({ ...runVerbMethods, ...queueMethods, ...scheduleMethods, ...budgetMethods })
    .filter(([, method]) => 'mutates' in method)
    .map(([name]) => name);
  const without = verbs.filter((name) => !wrongUses.some(({ method }) => method === name));
  expect(without).toEqual([]);
});
