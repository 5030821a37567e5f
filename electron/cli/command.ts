import type { OptionTable, OptionValues } from './arguments/options.ts';
import { parseArguments } from './arguments/parse.ts';
import type { Session } from './connection/session.ts';
import type { Terminal } from './terminal.ts';

/** 0 done · 1 failed, or an item not applied · 2 usage · 3 waiting for a decision. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a command ends with. */
export interface Outcome {
  readonly exit: ExitCode;
  /** The one value of `--json`. */
  readonly value: unknown;
  /** The same for a person. */
  readonly text: string;
  /** What to do next, for a person: on standard error, with `--json` too. */
  readonly next?: string;
}

export interface Invocation<O extends OptionTable> {
  readonly operands: readonly string[];
  readonly options: OptionValues<O>;
  readonly workspace: string;
  /** The profile named with --as. */
  readonly as: string | undefined;
  readonly isJson: boolean;
  readonly terminal: Terminal;
  /** Connects to the live runtime, or starts one; the same session at every call. */
  session(): Promise<Session>;
}

/** Whether a command leaves work behind that a runtime it started stays for. */
export type Kind = 'reads' | 'changes';

interface CommandSpec<O extends OptionTable> {
  /** The words that name it, such as `runs list`. */
  readonly name: string;
  /** Its operands as shown in the help, such as `ID…`; empty when it takes none. */
  readonly operands: string;
  /** How many operands it takes. */
  readonly takes: { readonly least: number; readonly most: number };
  readonly about: string;
  readonly details?: string;
  readonly kind: Kind;
  readonly options: O;
  run(invocation: Invocation<O>): Promise<Outcome>;
}

export type Command = Omit<CommandSpec<OptionTable>, 'run'> & {
  /** Reads the arguments strictly and says how to run them. */
  read(args: readonly string[]): ReadCommand;
};

export interface ReadCommand {
  readonly operands: readonly string[];
  readonly global: ReturnType<typeof parseArguments>['global'];
  run(world: Pick<Invocation<OptionTable>, 'workspace' | 'as' | 'isJson' | 'terminal' | 'session'>): Promise<Outcome>;
}

/** One command of the command line, with its options typed by its own table. */
export function command<const O extends OptionTable>(spec: CommandSpec<O>): Command {
  const { run, ...facts } = spec;
  return {
    ...facts,
    read(args) {
      const { operands, options, global } = parseArguments(args, spec.options);
      return { operands, global, run: (world) => run({ ...world, operands, options }) };
    },
  };
}
