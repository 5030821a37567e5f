import { expect, test } from 'vitest';
import { readDeadline } from '../../../electron/cli/arguments/deadline.ts';
import { parseArguments } from '../../../electron/cli/arguments/parse.ts';
import { UsageError } from '../../../electron/cli/arguments/usage-error.ts';
import { wholeNumber } from '../../../electron/cli/arguments/whole-number.ts';
import { commands } from '../../../electron/cli/commands/command-table.ts';
import { findCommand } from '../../../electron/cli/find-command.ts';
import { helpOf, overview } from '../../../electron/cli/output/help.ts';

const table = {
  set: { type: 'string', multiple: true, value: 'KEY=VALUE', about: 'a field' },
  wait: { type: 'boolean', about: 'wait' },
  title: { type: 'string', about: 'a title' },
} as const;

test('options may stand before, between and after operands, and absent ones have a value', () => {
  const parsed = parseArguments(['--json', 'one', '--set', 'a=1', 'two', '--set=b=-2'], table);
  expect(parsed.operands).toEqual(['one', 'two']);
  expect(parsed.options).toEqual({ set: ['a=1', 'b=-2'], wait: false, title: undefined });
  expect(parsed.global).toEqual({ workspace: undefined, as: undefined, json: true, verbose: false, help: false });
});

test.each([
  [['--nope'], "Unknown option '--nope'."],
  [['--wait=yes'], "Option '--wait' does not take an argument."],
  [['--title'], "Option '--title <value>' argument missing."],
])('what cannot be understood is refused in one sentence: %j', (args, sentence) => {
  expect(() => parseArguments(args, table)).toThrow(new UsageError(sentence));
});

test('a deadline is so many minutes, a span, or a moment that is still to come', () => {
  const nowMs = Date.parse('2026-01-31T08:00:00Z');
  expect(readDeadline('90', nowMs)).toBe(5_400_000);
  expect(readDeadline('2h', nowMs)).toBe(7_200_000);
  expect(readDeadline('2026-01-31T08:30Z', nowMs)).toBe(1_800_000);
  expect(() => readDeadline('2026-01-31T07:59Z', nowMs)).toThrow('has passed already');
  expect(() => readDeadline('soon', nowMs)).toThrow('is not a span of time');
});

test('a number that is none is refused, and an absent one keeps its default', () => {
  expect(wholeNumber('limit', '25', 100)).toBe(25);
  expect(wholeNumber('limit', undefined, 100)).toBe(100);
  for (const stated of ['0', '-1', '1.5', 'many', '', '1e3'])
    expect(() => wholeNumber('limit', stated, 100)).toThrow(UsageError);
});

test('a command is found by its words, wherever the global options stand', () => {
  const found = findCommand(['--workspace', 'runs', '--json', 'runs', 'show', 'abc', '--as', 'ada'], commands);
  expect(found).toMatchObject({
    kind: 'command',
    command: { name: 'runs show' },
    args: ['--workspace', 'runs', '--json', 'abc', '--as', 'ada'],
  });
  expect(findCommand(['run', 'list'], commands)).toMatchObject({ command: { name: 'run' }, args: ['list'] });
});

test.each([
  [[], 'No command was given.'],
  [['--json'], 'No command was given.'],
  [['frobnicate'], 'There is no command "frobnicate".'],
  [['runs'], 'lanekeeper runs needs a verb.'],
  [['runs', '--json'], 'lanekeeper runs needs a verb.'],
  [['runs', 'dance'], 'There is no command "runs dance".'],
])('words that name no command are refused with what there is: %j', (args, sentence) => {
  expect(() => findCommand(args, commands)).toThrow(sentence);
});

test('help is found for everything, for a group and for one command', () => {
  expect(findCommand(['--help'], commands)).toEqual({ kind: 'overview', commands });
  const group = findCommand(['approvals', '--help'], commands);
  expect(group.kind === 'overview' && group.commands.every(({ name }) => name.startsWith('approvals '))).toBe(true);
  expect(findCommand(['run', '--help'], commands)).toMatchObject({ kind: 'command', args: ['--help'] });
});

test('the overview names every command, and the help of each names all its options', () => {
  const everything = overview(commands);
  for (const command of commands) {
    expect(everything).toContain(`  ${command.name}`);
    const help = helpOf(command);
    for (const option of [...Object.keys(command.options), 'workspace', 'as', 'json', 'help'])
      expect(help).toContain(`--${option}`);
  }
});
