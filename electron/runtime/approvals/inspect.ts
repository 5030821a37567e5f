import { domainToASCII, domainToUnicode } from 'node:url';
import type { Envelope } from '../../../shared/domain/envelope.ts';
import { keptText } from '../../../shared/domain/kept-text.ts';
import { characterWords, hiddenCharacter, visibleLine } from '../../../shared/visible-text.ts';
import { jsonSurprises } from './json-surprises.ts';

/** What can make an action look like another one on a screen. */
export type FindingKind =
  | 'bidi-control'
  | 'zero-width'
  | 'terminal-escape'
  | 'control-character'
  | 'line-break-in-target'
  | 'mixed-scripts'
  | 'encoded-domain'
  | 'html'
  | 'kept-as-file'
  | 'json-text';

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
  return findings.length <= mostFindings ? findings : [...findings.slice(0, mostFindings), andMore(findings.length)];
}

/** A payload made of nothing but findings has to fit on a card. */
const mostFindings = 50;

function andMore(all: number): Finding {
  const sentence = `${all - mostFindings} more findings are not listed; look through the bytes`;
  return { kind: 'control-character', path: '', sentence };
}

function inspectValue(value: unknown, path: string, findings: Finding[]): void {
  if (typeof value === 'string') {
    inspectText(value, path, findings);
    if (addressField.test(path) || addressText.test(value)) inspectName(value, path, findings);
    else inspectNamesWithin(value, path, findings);
    for (const surprise of jsonSurprises(value))
      findings.push({ kind: 'json-text', path, sentence: `${path}: is JSON text that ${surprise}` });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const kept = keptText(value);
  if (kept !== null) {
    const sentence = `${path}: is a text of ${kept.bytes.toLocaleString('en')} bytes, kept as a file, that was not looked through`;
    findings.push({ kind: 'kept-as-file', path, sentence });
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) inspectText(key, `${path} (a field name)`, findings);
    inspectValue(item, `${path}.${key}`, findings);
  }
}

function inspectText(text: string, path: string, findings: Finding[]): void {
  for (const { kind, pattern, sentence } of textChecks) {
    const found = text.match(pattern)?.[0];
    if (found === undefined) continue;
    const which = kind === 'html' ? '' : ` (${characterWords(hiddenCharacter(found))})`;
    findings.push({ kind, path: visibleLine(path), sentence: `${visibleLine(path)}: ${sentence}${which}` });
  }
}

/** Addresses in the middle of a text, where a look-alike leads whoever reads it elsewhere. */
function inspectNamesWithin(text: string, path: string, findings: Finding[]): void {
  if (isPlainAscii.test(text) && !/xn--/i.test(text)) return;
  const named = new Set(Array.from(text.matchAll(domainPattern), ([found]) => found));
  for (const domain of named) {
    if (isPlainAscii.test(domain) && !/(?:^|\.)xn--/i.test(domain)) continue;
    const before = findings.length;
    inspectName(domain, path, findings);
    if (findings.length > before + 8) return;
  }
}

/** Names and addresses: where a look-alike character or a line break sends the action elsewhere. */
function inspectName(text: string, path: string, findings: Finding[]): void {
  const note = (kind: FindingKind, sentence: string): void => {
    findings.push({ kind, path, sentence: `${path}: ${sentence}` });
  };
  if (/[\r\n\u2028\u2029]/.test(text)) note('line-break-in-target', 'holds a line break where one line belongs');
  const foreign = foreignDomain(text);
  if (foreign !== null) note('encoded-domain', foreign);
  const mixed = text.match(wordPattern)?.find(mixesScripts);
  if (mixed !== undefined) {
    note('mixed-scripts', `mixes alphabets inside one word (${codePoints(mixed)}), which can imitate another name`);
  }
}

/** A domain with letters of another alphabet, or in its encoded form: both ways of writing it stand side by side. */
function foreignDomain(text: string): string | null {
  for (const [domain] of text.matchAll(domainPattern)) {
    const isEncoded = /(?:^|\.)xn--/i.test(domain);
    const isForeign = domain.split('.').some((label) => /[^\p{Script=Latin}\p{N}\p{M}-]/u.test(label));
    if (!isEncoded && !isForeign) continue;
    const encoded = domainToASCII(domain);
    const drawn = visibleLine(domainToUnicode(domain));
    return encoded === ''
      ? `names the domain ${visibleLine(domain)}, which is none that can be written`
      : `names the domain ${drawn}, which is ${encoded.toLowerCase()}`;
  }
  return null;
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
      // oxlint-disable-next-line no-misleading-character-class -- each of them stands for itself
      /[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200C\u2028\u2029\u2060-\u2064\u2800\u3164\uFE00-\uFE0E\uFEFF\uFFA0\u{E0000}-\u{E0FFF}]|(?<!\p{Extended_Pictographic}|\u{FE0F}|\p{Emoji_Modifier})\u200D|\u200D(?!\p{Extended_Pictographic})/u,
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
const isPlainAscii = /^[\0-\x7F]*$/;
/** `example.org`: its last part is written in Latin letters, so that a sentence without a blank is no domain. */
const domainPattern =
  /(?<![\p{L}\p{N}\p{M}.-])(?:[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,62}\.){1,10}(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})(?![\p{L}\p{N}\p{M}-])/giu;
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
