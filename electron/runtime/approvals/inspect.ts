import type { Envelope } from '../../../shared/domain/envelope.ts';

/** What can make an action look like another one on a screen. */
export type FindingKind =
  | 'bidi-control'
  | 'zero-width'
  | 'terminal-escape'
  | 'control-character'
  | 'line-break-in-target'
  | 'mixed-scripts'
  | 'encoded-domain'
  | 'html';

export interface Finding {
  readonly kind: FindingKind;
  /** Dotted field path: `params.body`. */
  readonly path: string;
  readonly sentence: string;
}

/**
 * Everything in target, parameters and preconditions that a reviewer might not see as it is (A4).
 * An item with a finding is decided alone, never in a selection.
 */
export function inspectEnvelope(envelope: Pick<Envelope, 'target' | 'params' | 'preconditions'>): readonly Finding[] {
  const findings: Finding[] = [];
  inspectText(envelope.target, 'target', findings);
  inspectName(envelope.target, 'target', findings);
  inspectValue(envelope.params, 'params', findings);
  inspectValue(envelope.preconditions, 'preconditions', findings);
  return findings;
}

function inspectValue(value: unknown, path: string, findings: Finding[]): void {
  if (typeof value === 'string') {
    inspectText(value, path, findings);
    if (addressField.test(path) || addressText.test(value)) inspectName(value, path, findings);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) inspectText(key, `${path} (a field name)`, findings);
    inspectValue(item, `${path}.${key}`, findings);
  }
}

function inspectText(text: string, path: string, findings: Finding[]): void {
  for (const { kind, pattern, sentence } of textChecks) {
    if (pattern.test(text)) findings.push({ kind, path, sentence: `${path}: ${sentence}` });
  }
}

/** Names and addresses: where a look-alike character or a line break sends the action elsewhere. */
function inspectName(text: string, path: string, findings: Finding[]): void {
  const note = (kind: FindingKind, sentence: string): void => {
    findings.push({ kind, path, sentence: `${path}: ${sentence}` });
  };
  if (/[\r\n\u2028\u2029]/.test(text)) note('line-break-in-target', 'holds a line break where one line belongs');
  if (/(?:^|[.@/])xn--/i.test(text)) note('encoded-domain', 'names an internationalised domain in its encoded form');
  const mixed = text.match(wordPattern)?.find(mixesScripts);
  if (mixed !== undefined) {
    note('mixed-scripts', `mixes alphabets inside one word (${codePoints(mixed)}), which can imitate another name`);
  }
}

const textChecks: readonly { readonly kind: FindingKind; readonly pattern: RegExp; readonly sentence: string }[] = [
  {
    kind: 'bidi-control',
    pattern: /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/,
    sentence: 'holds a control character that changes the reading direction',
  },
  {
    kind: 'zero-width',
    // A joiner inside an emoji is ordinary; anywhere else it is invisible text.
    pattern:
      /[\u00AD\u180E\u200B\u200C\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]|(?<!\p{Extended_Pictographic}|\u{FE0F}|\p{Emoji_Modifier})\u200D|\u200D(?!\p{Extended_Pictographic})/u,
    sentence: 'holds invisible characters',
  },
  {
    kind: 'terminal-escape',
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    pattern: /\u001B[[\]PX^_]|\u009B/,
    sentence: 'holds a terminal escape sequence',
  },
  {
    kind: 'control-character',
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    pattern: /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]|\r(?!\n)/,
    sentence: 'holds a control character',
  },
  { kind: 'html', pattern: /<(?:[a-z][a-z0-9-]*(?:[\s/>]|$)|\/[a-z]|!--|!doctype)/i, sentence: 'holds HTML markup' },
];

const addressField =
  /\.(?:to|cc|bcc|from|recipient|recipients|address|email|url|uri|host|folder|path|account|iban)(?:\.\d+)?$/i;
const addressText = /^\S+@\S+$|^[a-z][a-z0-9+.-]*:\/\//i;
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;
const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /[\u{FF01}-\u{FF5E}\u{1D400}-\u{1D7FF}]/u,
];

function mixesScripts(word: string): boolean {
  // Wide and mathematical letters belong to a script of their own here, although Unicode files them under Latin.
  const plain = word.replaceAll(/[\u{FF01}-\u{FF5E}\u{1D400}-\u{1D7FF}]/gu, '');
  const found = scripts.filter((script, index) => script.test(index === scripts.length - 1 ? word : plain));
  return found.length > 1 || scripts.at(-1)?.test(word) === true;
}

function codePoints(word: string): string {
  const foreign = Array.from(word).filter((letter) => !/[\p{Script=Latin}\p{N}]/u.test(letter) || letter > '\u{FF00}');
  const shown = foreign
    .slice(0, 4)
    .map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  return shown.join(' ');
}
