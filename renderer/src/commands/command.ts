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
  readonly run: () => void;
}

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);

/** How a key is written on a button: `Ctrl K`, `⌘ K`, `Shift E`, `G I`. */
export function keyLabel(key: string): string {
  return key
    .split(/[+ ]/)
    .map((part) => {
      if (part === 'mod') return isMac ? '⌘' : 'Ctrl';
      return part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1);
    })
    .join(' ');
}
