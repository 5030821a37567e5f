import { usePreferences } from '../stores/preferences.ts';
import type { Command } from './command.ts';
import { commands } from './registry.ts';

type Keys = Readonly<Record<string, readonly string[]>>;

let made: { readonly of: Keys; readonly commands: readonly Command[] } | null = null;

/** Every command with the keys the acting person has given it. */
export function keyedCommands(): readonly Command[] {
  const { keys } = usePreferences.getState().preferences;
  if (made?.of !== keys) made = { of: keys, commands: withKeys(keys) };
  return made.commands;
}

/** Whether a key is one character without a modifier: what can be turned off, and acts on a focused row alone. */
export function isSingleKey(key: string): boolean {
  return key.split(' ').every((part) => part.replace(/^shift\+/, '').length === 1);
}

/**
 * Why a command cannot have this key, or null: another of its part of the page has it, it works everywhere, or a pair of
 * keys begins with it.
 */
export function keyObstacle(commandId: string, key: string): string | null {
  const command = keyedCommands().find(({ id }) => id === commandId);
  for (const other of keyedCommands()) {
    if (other.id === commandId) continue;
    const meets = other.scope === command?.scope || other.scope === 'global' || command?.scope === 'global';
    if (meets && other.keys.includes(key)) return `“${other.title}” has this key.`;
    if (meets && other.keys.some((taken) => taken.startsWith(`${key} `)))
      return `“${other.title}” begins with this key.`;
  }
  return null;
}

/** The keys as they are kept: those of one command changed, or given back those it comes with (null). */
export function changedKeys(commandId: string, to: readonly string[] | null): Record<string, string[]> {
  const { [commandId]: _, ...kept } = usePreferences.getState().preferences.keys;
  return to === null ? kept : { ...kept, [commandId]: [...to] };
}

function withKeys(keys: Keys): readonly Command[] {
  return commands.map((command) => {
    const own = keys[command.id];
    return own === undefined ? command : { ...command, keys: own };
  });
}
