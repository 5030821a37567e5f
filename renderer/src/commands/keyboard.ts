import type { Command, CommandScope } from './command.ts';

/** What a key press is, apart from the browser's event. */
export interface KeyPress {
  readonly key: string;
  readonly hasMod: boolean;
  readonly hasShift: boolean;
  readonly isRepeat: boolean;
  /** The keyboard is in a text field, or a dialog is open. */
  readonly isTyping: boolean;
  readonly scopes: readonly CommandScope[];
  readonly areSingleKeysOn: boolean;
}

/**
 * The command a key press means, or null. Single keys act only outside text fields and only when they are turned on;
 * key auto-repeat moves but never decides.
 */
export function commandFor(press: KeyPress, prefix: string | null, commands: readonly Command[]): Command | null {
  const pressed = writtenKey(press);
  const wanted = prefix === null ? pressed : `${prefix} ${pressed}`;
  for (const command of commands) {
    if (!command.keys.includes(wanted)) continue;
    if (command.scope !== 'global' && !press.scopes.includes(command.scope)) continue;
    if (press.isRepeat && command.isMovement !== true) continue;
    const isSingle = !press.hasMod && wanted.split(' ').every((part) => part.replace(/^shift\+/, '').length === 1);
    if (isSingle && (press.isTyping || !press.areSingleKeysOn)) continue;
    if (press.isTyping && !wanted.startsWith('mod+')) continue;
    return command;
  }
  return null;
}

/** Whether this key starts a two-key command such as `g i`. */
export function startsPrefix(press: KeyPress, commands: readonly Command[]): boolean {
  if (press.isTyping || press.hasMod || !press.areSingleKeysOn) return false;
  return commands.some((command) => command.keys.some((key) => key.startsWith(`${press.key} `)));
}

/** A key press as commands write their keys. */
export function writtenKey({ key, hasMod, hasShift }: Pick<KeyPress, 'key' | 'hasMod' | 'hasShift'>): string {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const isLetter = /^[a-z]$/.test(name) || name.length > 1;
  return `${hasMod ? 'mod+' : ''}${hasShift && isLetter ? 'shift+' : ''}${name}`;
}
