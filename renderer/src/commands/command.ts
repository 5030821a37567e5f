/** Where a command's keys act: everywhere, or only while the named part of the page has the keyboard. */
export type CommandScope = 'global' | 'inbox' | 'runs' | 'timeline';

/** One thing a person can do; palette, shortcuts, hints and the help sheet all come from these. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Go to' | 'Inbox' | 'Runs' | 'Timeline' | 'Window';
  readonly scope: CommandScope;
  /** `mod+k`, `?`, `j`, `shift+j`, `g i`; several are alternatives. */
  readonly keys: readonly string[];
  /** Null when it can be used now, else why not. */
  readonly whyNot?: () => string | null;
  /** A held-down key repeats movements; it never repeats anything else. */
  readonly isMovement?: boolean;
  /** Not offered in the palette: it needs a row under the keyboard. */
  readonly isKeyOnly?: boolean;
  /** `isHeld`: the key repeats by itself. */
  readonly run: (press?: { readonly isHeld: boolean }) => void;
}

type Keyboard = 'mac' | 'other';

const thisKeyboard: Keyboard = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform) ? 'mac' : 'other';

/** Keys whose name in the browser is not what stands on them. */
const printed: Readonly<Record<string, Readonly<Record<Keyboard, string>>>> = {
  mod: { mac: '⌘', other: 'Ctrl' },
  shift: { mac: '⇧', other: 'Shift' },
  ' ': { mac: 'Space', other: 'Space' },
  Enter: { mac: '↵', other: 'Enter' },
  Escape: { mac: 'esc', other: 'Esc' },
  ArrowUp: { mac: '↑', other: '↑' },
  ArrowDown: { mac: '↓', other: '↓' },
  ArrowLeft: { mac: '←', other: '←' },
  ArrowRight: { mac: '→', other: '→' },
  PageUp: { mac: 'fn ↑', other: 'PgUp' },
  PageDown: { mac: 'fn ↓', other: 'PgDn' },
};

/** How a key is written, as it stands on the keyboard: `Ctrl K`, `⌘ K`, `Shift ↓`, `G then I`. */
export function keyLabel(key: string, keyboard: Keyboard = thisKeyboard): string {
  if (key === ' ') return oneKey(key, keyboard);
  return key
    .split(' ')
    .map((press) =>
      press
        .split('+')
        .map((part) => oneKey(part, keyboard))
        .join(' '),
    )
    .join(' then ');
}

function oneKey(name: string, keyboard: Keyboard): string {
  return printed[name]?.[keyboard] ?? (name.length === 1 ? name.toUpperCase() : name);
}
