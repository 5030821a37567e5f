import type { AssistantAction, Citation } from '../../../shared/domain/assistant.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** What the assistant says, before it is numbered and timed. */
export interface Reply {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly choices: readonly string[];
  readonly action: AssistantAction | null;
}

/** Collects what an answer rests on; `cite` gives its number in brackets, the same for the same thing. */
export interface Sources {
  cite(citation: Citation): string;
  list(): readonly Citation[];
}

export function sources(): Sources {
  const cited: Citation[] = [];
  return {
    cite(citation) {
      const known = cited.findIndex((one) => one.kind === citation.kind && one.id === citation.id);
      if (known < 0) cited.push(citation);
      return `[${known < 0 ? cited.length : known + 1}]`;
    },
    list: () => cited,
  };
}

/** An answer that only says something. */
export function say(text: string, from?: Sources): Reply {
  return { text, citations: from?.list() ?? [], choices: [], action: null };
}

/**
 * Input text inside an answer: one line, at most `limit` characters, no invisible characters, and nothing that
 * markdown would read as a link, a heading, a citation or HTML.
 */
export function inert(text: string, limit = 160): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const letters = Array.from(line);
  const cut = letters.length <= limit ? line : `${letters.slice(0, limit - 1).join('')}…`;
  return cut
    .replaceAll(/[\\`*_{}[\]<>#|~!&]/g, String.raw`\$&`)
    .replaceAll(/(https?|www)([:.])/gi, String.raw`$1\$2`)
    .replaceAll('@', String.raw`\@`);
}

/** How long ago, in the largest unit that says something: `3 min ago`. */
export function ago(atMs: AtMs, nowMs: AtMs): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 45) return 'just now';
  if (seconds < 90 * 60) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** `1 run`, `3 runs`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The end of an id, as lists show it; the start of a UUIDv7 is its time, the same for neighbours. */
export function shortId(id: string): string {
  const bare = id.replaceAll('-', '');
  return bare.length <= 8 ? id : bare.slice(-6);
}
