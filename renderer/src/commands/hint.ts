import { keyLabel } from './command.ts';
import { commands } from './registry.ts';

/** The first key of a command as it is written beside what it does; null when it has none. */
export function hintOf(commandId: string): string | null {
  const command = commands.find(({ id }) => id === commandId);
  if (command === undefined) throw new Error(`there is no command ${commandId}`);
  const [key] = command.keys;
  return key === undefined ? null : keyLabel(key);
}
