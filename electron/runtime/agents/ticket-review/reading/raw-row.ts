import { shortened } from './cut-text.ts';

/** Why a row could not be cut out of the file at all. */
export type BrokenReason = 'ragged' | 'unclosed-quote' | 'truncated' | 'too-long' | 'bad-json' | 'not-an-object';

/** One row as the file has it. `row` counts rows from 1 without the header, `line` is the file's line it starts on. */
export type RawRow =
  | { readonly kind: 'row'; readonly row: number; readonly line: number; readonly values: readonly string[] }
  | {
      readonly kind: 'broken';
      readonly row: number;
      readonly line: number;
      readonly reason: BrokenReason;
      readonly detail: string;
      readonly excerpt: string;
    };

/** Cuts text into rows. Fed in pieces of any size; what is not yet a whole row is kept until the next piece. */
export interface RowParser {
  push(text: string): readonly RawRow[];
  end(): readonly RawRow[];
}

/** A row that is still open after this many characters is given up: nothing that long is a ticket. */
export const LONGEST_OPEN_ROW = 24 * 1024 * 1024;

const EXCERPT_CHARACTERS = 200;
// oxlint-disable-next-line no-control-regex -- control characters are what this pattern is for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** The beginning of a row as it may be shown: on one line, cut, control characters made visible. */
export function excerptOf(text: string): string {
  return shortened(text, EXCERPT_CHARACTERS)
    .replaceAll(/\r?\n|\r|\t/g, ' ')
    .replaceAll(CONTROL_CHARACTERS, pictured)
    .trim();
}

function pictured(control: string): string {
  const code = control.charCodeAt(0);
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

/** How many line breaks stand in a part of a text. */
export function lineBreaks(text: string, start: number, end: number, lineBreak = '\n'): number {
  const wanted = lineBreak.charCodeAt(0);
  let count = 0;
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === wanted) count += 1;
  return count;
}
