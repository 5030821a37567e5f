import { usePreferences } from '../stores/preferences.ts';
import { keyLabel } from './command.ts';
import { isSingleKey, keyedCommands } from './keymap.ts';

/** The first key of a command as it is written beside what it does; null when it has none that acts. */
export function hintOf(commandId: string): string | null {
  const command = keyedCommands().find(({ id }) => id === commandId);
  if (command === undefined) throw new Error(`there is no command ${commandId}`);
  const { hasSingleKeys } = usePreferences.getState().preferences;
  const key = command.keys.find((one) => hasSingleKeys || !isSingleKey(one));
  return key === undefined ? null : keyLabel(key);
}

/** The same on a page that stands while keys are changed. */
export function useHint(commandId: string): string | null {
  return usePreferences(() => hintOf(commandId));
}
