import { afterEach, expect, test } from 'vitest';
import { defaultPreferences } from '../../shared/domain/preferences.ts';
import type { Preferences } from '../../shared/domain/preferences.ts';
import { keyLabel } from '../../renderer/src/commands/command.ts';
import type { Command } from '../../renderer/src/commands/command.ts';
import { hintOf } from '../../renderer/src/commands/hint.ts';
import { commandFor, startsPrefix } from '../../renderer/src/commands/keyboard.ts';
import { changedKeys, keyedCommands, keyObstacle } from '../../renderer/src/commands/keymap.ts';
import { usePreferences } from '../../renderer/src/stores/preferences.ts';
import type { KeyPress } from '../../renderer/src/commands/keyboard.ts';
import { commands } from '../../renderer/src/commands/registry.ts';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    hasMod: false,
    hasShift: false,
    isRepeat: false,
    isTyping: false,
    scopes: [],
    areSingleKeysOn: true,
    ...more,
  };
}

function meant(given: KeyPress, prefix: string | null = null): string | null {
  return commandFor(given, prefix, commands)?.id ?? null;
}

test('a letter decides only while the list has the keyboard', () => {
  expect(meant(press('a'))).toBeNull();
  expect(meant(press('a', { scopes: ['inbox'] }))).toBe('inbox.approve');
  expect(meant(press('a', { scopes: ['timeline'] }))).toBe('timeline.left');
  expect(meant(press('a', { scopes: ['inbox'], isTyping: true }))).toBeNull();
});

test('a held key moves and never decides', () => {
  const held = { scopes: ['inbox'] as const, isRepeat: true };
  expect(meant(press('j', held))).toBe('inbox.down');
  expect(['a', 'r', 'x', 'Enter'].map((key) => meant(press(key, held)))).toEqual([null, null, null, null]);
  expect(meant(press('z', { hasMod: true, isRepeat: true }))).toBeNull();
});

test('single keys can be turned off; keys with a modifier stay', () => {
  const off = { scopes: ['inbox'] as const, areSingleKeysOn: false };
  expect(['j', 'a', '?'].map((key) => meant(press(key, off)))).toEqual([null, null, null]);
  expect(meant(press('k', { ...off, hasMod: true }))).toBe('palette');
  expect(meant(press('ArrowDown', off))).toBe('inbox.down');
});

test('two keys in a row go to a place', () => {
  expect(startsPrefix(press('g'), commands)).toBe(true);
  expect(startsPrefix(press('g', { isTyping: true }), commands)).toBe(false);
  expect(meant(press('r'), 'g')).toBe('go.runs');
});

test('no two commands of one scope share a key', () => {
  const taken = new Map<string, Command>();
  for (const command of commands)
    for (const key of command.keys) {
      const place = `${command.scope} ${key}`;
      expect(taken.get(place)?.id ?? command.id, place).toBe(command.id);
      taken.set(place, command);
    }
  expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
});

afterEach(() => usePreferences.setState(usePreferences.getInitialState(), true));

function prefer(part: Partial<Preferences>): void {
  usePreferences.setState({ preferences: { ...defaultPreferences, ...part } });
}

test('a command obeys the key a person gave it, hints name that key, and its old one is free', () => {
  prefer({ keys: { 'inbox.approve': ['y'], 'inbox.reject': [] } });
  const byKey = (key: string): string | null =>
    commandFor(press(key, { scopes: ['inbox'] }), null, keyedCommands())?.id ?? null;
  expect(['y', 'a', 'r', 'j'].map(byKey)).toEqual(['inbox.approve', null, null, 'inbox.down']);
  expect([hintOf('inbox.approve'), hintOf('inbox.reject')]).toEqual(['Y', null]);
  expect(keyObstacle('inbox.respond', 'a')).toBeNull();
  expect(keyObstacle('inbox.respond', 'y')).toContain('Approve');
  expect(keyObstacle('inbox.respond', 'g')).toContain('begins with this key');
  expect(keyObstacle('inbox.respond', '?')).toContain('Keys and commands');
  expect(keyObstacle('inbox.respond', 'w')).toBeNull();
  expect(changedKeys('inbox.approve', null)).toEqual({ 'inbox.reject': [] });
});

test('while single keys are off, hints name only keys that act', () => {
  prefer({ hasSingleKeys: false });
  expect([hintOf('inbox.approve'), hintOf('inbox.down'), hintOf('palette')]).toEqual([
    null,
    keyLabel('ArrowDown'),
    keyLabel('mod+k'),
  ]);
});

test('a key that is held never repeats a command that decides, marks or opens, whatever key it was given', () => {
  const moving = new Set(['inbox.down', 'inbox.up', 'inbox.next', 'inbox.previous', 'inbox.first', 'inbox.last']);
  for (const { id, keys, scope } of commands.filter((command) => command.scope === 'inbox'))
    for (const key of keys.filter((one) => !one.includes('shift+'))) {
      const found = meant(press(key, { scopes: [scope], isRepeat: true }));
      const isMove = moving.has(id) || id.startsWith('inbox.page-');
      expect(found, `${id} ${key}`).toBe(isMove ? id : null);
    }
});

test('every key is written as it stands on the keyboard, for this system', () => {
  const written = commands.flatMap((command) =>
    command.keys.map((key) => [keyLabel(key, 'other'), keyLabel(key, 'mac')]),
  );
  for (const label of written.flat())
    expect(label).not.toMatch(/arrow|escape|mod|page(up|down)|^ ?$|\b(left|right|up|down)\b/i);
  expect(
    ['mod+k', 'mod+shift+x', 'shift+ArrowDown', 'Escape', ' ', 'PageUp', 'g i'].map((key) => keyLabel(key, 'other')),
  ).toEqual(['Ctrl K', 'Ctrl Shift X', 'Shift ↓', 'Esc', 'Space', 'PgUp', 'G then I']);
  expect(['mod+k', 'mod+shift+x', 'Escape', 'Enter'].map((key) => keyLabel(key, 'mac'))).toEqual([
    '⌘ K',
    '⌘ ⇧ X',
    'esc',
    '↵',
  ]);
});

test('a hint on a page names the key that its command obeys', () => {
  for (const { id, keys } of commands) expect(hintOf(id)).toBe(keys[0] === undefined ? null : keyLabel(keys[0]));
  expect(() => hintOf('no.such-command')).toThrow('no.such-command');
});
