/** One option of a command, for the parser and for `--help`. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** What its value is called in the help text. */
  readonly value?: string;
  readonly about: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** What an option's value is once parsed. */
type OptionValue<S extends OptionSpec> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly multiple: true }
    ? readonly string[]
    : string | undefined;

export type OptionValues<O extends OptionTable> = { readonly [K in keyof O]: OptionValue<O[K]> };

/** Understood by every command. */
export const globalOptions = {
  workspace: {
    type: 'string',
    value: 'DIR',
    about: 'the workspace (default: in the system’s application-data folder)',
  },
  as: { type: 'string', value: 'PERSON', about: 'the profile that acts (default: the only one there is)' },
  json: { type: 'boolean', about: 'print one JSON value on standard output and nothing else' },
  verbose: { type: 'boolean', about: 'show the runtime’s own log on standard error' },
  help: { type: 'boolean', about: 'show what the command takes' },
} as const satisfies OptionTable;
