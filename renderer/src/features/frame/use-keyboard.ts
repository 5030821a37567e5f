import { useEffect } from 'react';
import type { CommandScope } from '../../commands/command.ts';
import { commandFor, startsPrefix } from '../../commands/keyboard.ts';
import type { KeyPress } from '../../commands/keyboard.ts';
import { keyedCommands } from '../../commands/keymap.ts';
import { announce } from '../../stores/notices.ts';
import { usePreferences } from '../../stores/preferences.ts';

const prefixMs = 1_200;

/** Turns key presses into commands, for as long as the window stands. */
export function useKeyboard(): void {
  useEffect(() => {
    let prefix: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.altKey || event.isComposing || event.key === 'Shift') return;
      const press = readPress(event);
      const command = commandFor(press, prefix, keyedCommands());
      clearTimeout(timer);
      prefix = null;
      if (command !== null) {
        event.preventDefault();
        const why = command.whyNot?.() ?? null;
        if (why === null) command.run({ isHeld: event.repeat });
        else announce(why);
      } else if (startsPrefix(press, keyedCommands())) {
        prefix = press.key.toLowerCase();
        timer = setTimeout(() => (prefix = null), prefixMs);
      }
    }

    window.addEventListener('keydown', onKeyDown);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

function readPress(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : null;
  const isInDialog = target?.closest('[role=dialog],[role=alertdialog],[role=menu]') !== null;
  const isField =
    target?.closest('input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]') !== null;
  return {
    key: event.key,
    hasMod: event.ctrlKey || event.metaKey,
    hasShift: event.shiftKey,
    isRepeat: event.repeat,
    isTyping: isField || isInDialog,
    scopes: scopesOf(target),
    areSingleKeysOn: usePreferences.getState().preferences.hasSingleKeys,
  };
}

/** Keys of a part act while the part itself has the keyboard; a button or link inside it keeps its own. */
function scopesOf(target: Element | null): CommandScope[] {
  const holder = target?.closest<HTMLElement>('[data-keys]') ?? null;
  if (holder === null || (target !== holder && target?.closest('a,button') !== null)) return [];
  return [holder.dataset['keys'] as CommandScope];
}
