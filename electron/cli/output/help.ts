import { globalOptions } from '../arguments/options.ts';
import type { OptionTable } from '../arguments/options.ts';
import type { Command } from '../command.ts';

/** The help of the whole command line, or of one group of commands. */
export function overview(commands: readonly Command[]): string {
  const lines = commands.map((each) => [usageOf(each), each.about] as const);
  return [
    'Usage: lanekeeper COMMAND [options]',
    '',
    ...aligned(lines),
    '',
    'Every command takes:',
    ...optionLines(globalOptions),
    '',
    'Exit codes: 0 done · 1 failed, or an item not applied · 2 usage · 3 waiting for a decision',
  ].join('\n');
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const own = optionLines(command.options);
  return [
    `Usage: lanekeeper ${usageOf(command)}${own.length > 0 ? ' [options]' : ''}`,
    '',
    sentence(command.about),
    ...(command.details === undefined ? [] : ['', command.details]),
    ...(own.length === 0 ? [] : ['', 'Options:', ...own]),
    '',
    'Every command takes:',
    ...optionLines(globalOptions),
  ].join('\n');
}

function usageOf({ name, operands }: Command): string {
  return operands === '' ? name : `${name} ${operands}`;
}

function optionLines(table: OptionTable): string[] {
  return aligned(
    Object.entries(table).map(
      ([name, { value, about }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, about] as const,
    ),
  );
}

function aligned(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function sentence(about: string): string {
  return `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
}
