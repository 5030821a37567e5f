/** A character that is drawn as nothing, or that moves what stands around it. */
export interface HiddenCharacter {
  /** `U+202E` */
  readonly code: string;
  /** `right-to-left override`; empty where it has no name here. */
  readonly name: string;
}

/** A joiner, a variation selector or a keycap inside an emoji is ordinary; anywhere else it is invisible text. */
const hidden =
  // oxlint-disable-next-line no-misleading-character-class -- each of them stands for itself
  /(?<!\p{Extended_Pictographic}|\uFE0F|\p{Emoji_Modifier})\u200D|\u200D(?!\p{Extended_Pictographic})|(?<![\p{Extended_Pictographic}\p{Emoji_Component}])\uFE0F|[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;

/** What `hidden` finds in whole texts: line breaks and tabs are layout there, not something hidden. */
const layout = /^(?:[\n\t]|\r)$/;

/** The text in pieces, what would not be seen as it is named by its code point. A `\r` is layout before a `\n` alone. */
export function visibleParts(text: string): readonly (string | HiddenCharacter)[] {
  const parts: (string | HiddenCharacter)[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(hidden)) {
    if (layout.test(found) && (found !== '\r' || text.charAt(index + 1) === '\n')) continue;
    if (index > from) parts.push(text.slice(from, index));
    parts.push(hiddenCharacter(found));
    from = index + found.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The text with every hidden character written out, as `⟨U+202E⟩`: what acts on a screen or a terminal acts no more. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => (typeof part === 'string' ? part : `⟨${part.code}⟩`))
    .join('');
}

/** The same on one line: line breaks and runs of white space are one blank. */
export function visibleLine(text: string): string {
  return visibleText(text.replaceAll(/[\t\n\r]+/g, ' ')).trim();
}

/** `U+202E right-to-left override`, for a sentence. */
export function characterWords({ code, name }: HiddenCharacter): string {
  return name === '' ? code : `${code} ${name}`;
}

export function hiddenCharacter(character: string): HiddenCharacter {
  const point = character.codePointAt(0) ?? 0;
  return { code: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, name: nameOf(point) };
}

const names: Readonly<Record<number, string>> = {
  0x00: 'null',
  0x07: 'bell',
  0x08: 'backspace',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0x7f: 'delete',
  0x9b: 'control sequence introducer',
  0xad: 'soft hyphen',
  0x61c: 'Arabic letter mark',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'pop directional isolate',
  0x2800: 'blank Braille pattern',
  0x3164: 'Hangul filler',
  0xfeff: 'zero-width no-break space',
};

function nameOf(point: number): string {
  const name = names[point];
  if (name !== undefined) return name;
  if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return 'control character';
  if (point >= 0xd800 && point <= 0xdfff) return 'half of a character';
  if (point >= 0xe0000 && point <= 0xe007f) return 'tag character';
  if ((point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef)) return 'variation selector';
  return (point >= 0xe000 && point <= 0xf8ff) || point >= 0xf0000 ? 'private use' : 'invisible character';
}
