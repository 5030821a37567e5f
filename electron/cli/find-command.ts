import { splitCommand } from './arguments/parse.ts';
import { UsageError } from './arguments/usage-error.ts';
import type { Command } from './command.ts';

/** What the arguments ask for: one command, or words about several. */
export type Found =
  | { readonly kind: 'command'; readonly command: Command; readonly args: readonly string[] }
  | { readonly kind: 'overview'; readonly commands: readonly Command[] }
  | { readonly kind: 'version' };

/** Finds the command that the first words name; anything else is refused with what there is. */
export function findCommand(args: readonly string[], commands: readonly Command[]): Found {
  const { words, rest } = splitCommand(args);
  const [first, second] = words;
  const wantsHelp = args.includes('--help');
  if (first === undefined) {
    if (wantsHelp) return { kind: 'overview', commands };
    if (rest.includes('--version')) return { kind: 'version' };
    throw new UsageError('No command was given.', { hint: 'lanekeeper --help lists them.' });
  }
  const command =
    commands.find(({ name }) => name === `${first} ${second ?? ''}`) ?? commands.find(({ name }) => name === first);
  if (command !== undefined)
    return { kind: 'command', command, args: [...rest, ...words.slice(command.name.split(' ').length)] };
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0)
    throw new UsageError(`There is no command "${first}".`, { hint: 'lanekeeper --help lists them.' });
  if (wantsHelp && (second === undefined || second.startsWith('-'))) return { kind: 'overview', commands: group };
  const verbs = group.map(({ name }) => name.slice(first.length + 1)).join(', ');
  throw new UsageError(
    second === undefined || second.startsWith('-')
      ? `lanekeeper ${first} needs a verb.`
      : `There is no command "${first} ${second}".`,
    { hint: `There are: ${verbs}.` },
  );
}
