import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';
import { globalOptions } from './options.ts';
import type { OptionTable, OptionValues } from './options.ts';

export interface Parsed<O extends OptionTable> {
  readonly operands: readonly string[];
  readonly options: OptionValues<O>;
  readonly global: OptionValues<typeof globalOptions>;
}

/** Reads a command's arguments strictly: what it does not know is refused with its name. */
export function parseArguments<O extends OptionTable>(args: readonly string[], table: O): Parsed<O> {
  const { values, positionals } = parse(args, { ...globalOptions, ...table });
  return {
    operands: positionals,
    options: filled(values, table),
    global: filled(values, globalOptions),
  };
}

/** Splits `lanekeeper [global options] WORD [WORD] …` into the words that name the command and the rest. */
export function splitCommand(args: readonly string[]): { readonly words: readonly string[]; readonly rest: string[] } {
  const before: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-')) return { words: args.slice(index), rest: before };
    before.push(arg);
    const takesValue = arg === '--workspace' || arg === '--as';
    if (takesValue && index + 1 < args.length) before.push(args[(index += 1)] ?? '');
  }
  return { words: [], rest: before };
}

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

function parse(
  args: readonly string[],
  table: OptionTable,
): { readonly values: Values; readonly positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, multiple }]) => [name, { type, multiple: multiple === true }]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? cause.message) : String(cause);
    throw new UsageError(`${message.split('\n')[0]?.replace(/\.$/, '')}.`, { cause });
  }
}

function filled<O extends OptionTable>(values: Values, table: O): OptionValues<O> {
  const entries = Object.entries(table).map(([name, spec]) => {
    const absent = spec.type === 'boolean' ? false : spec.multiple === true ? [] : undefined;
    return [name, values[name] ?? absent];
  });
  return Object.fromEntries(entries) as OptionValues<O>;
}
