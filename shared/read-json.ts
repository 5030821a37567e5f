/** What is wrong with a JSON text, and where. Lines and columns count from 1; `path` is a JSON Pointer. */
export interface JsonProblem {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly reason: string;
}

export type JsonReading =
  | { readonly ok: true; readonly value: unknown; lineOf(path: string): number }
  | { readonly ok: false; readonly problems: readonly JsonProblem[] };

/** Deeper nesting is refused: no envelope or policy needs it, and a person cannot follow it. */
export const maxDepth = 32;

/** Each is placed by counting lines from the start: a text of nothing but problems must not take for ever. */
const mostProblems = 100;

/**
 * Reads JSON strictly: what `JSON.parse` would silently change is a problem here. Refused are a key given twice,
 * a number that would be rounded, a lone surrogate and nesting beyond `maxDepth`. All problems are listed, up to a
 * hundred, but reading ends at the first syntax error.
 */
export function readJson(text: string): JsonReading {
  const problems: JsonProblem[] = [];
  const offsets = new Map<string, number>();
  let at = 0;

  function note(offset: number, path: string, reason: string): void {
    if (problems.length >= mostProblems) throw new SyntaxFault();
    problems.push({ ...placeOf(text, offset), path, reason });
  }

  function fail(path: string, reason: string): never {
    note(at, path, reason);
    throw new SyntaxFault();
  }

  function skipSpace(): void {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  }

  function readValue(path: string, depth: number): unknown {
    skipSpace();
    offsets.set(path, at);
    if (depth > maxDepth) fail(path, `is nested deeper than ${maxDepth} levels`);
    const first = text.charAt(at);
    if (first === '{') return readObject(path, depth);
    if (first === '[') return readArray(path, depth);
    if (first === '"') return readString(path);
    if (first === '-' || isDigit(first)) return readNumber(path);
    for (const [word, value] of words) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    return fail(path, first === '' ? 'the text ends where a value belongs' : `${quote(first)} cannot start a value`);
  }

  function readObject(path: string, depth: number): unknown {
    const entries = new Map<string, unknown>();
    at += 1;
    skipSpace();
    if (text.charAt(at) === '}') {
      at += 1;
      return {};
    }
    for (;;) {
      skipSpace();
      const keyAt = at;
      if (text.charAt(at) !== '"') fail(path, `a key in double quotes belongs here`);
      const key = readString(path);
      const keyPath = `${path}/${escapePointer(key)}`;
      if (entries.has(key)) note(keyAt, keyPath, `the key ${quote(key)} is given twice`);
      skipSpace();
      if (text.charAt(at) !== ':') fail(keyPath, 'a colon belongs here');
      at += 1;
      entries.set(key, readValue(keyPath, depth + 1));
      // The key's own line is what a person looks for.
      offsets.set(keyPath, keyAt);
      if (readSeparator(path, '}')) return Object.fromEntries(entries);
    }
  }

  function readArray(path: string, depth: number): unknown {
    const items: unknown[] = [];
    at += 1;
    skipSpace();
    if (text.charAt(at) === ']') {
      at += 1;
      return items;
    }
    for (;;) {
      items.push(readValue(`${path}/${items.length}`, depth + 1));
      if (readSeparator(path, ']')) return items;
    }
  }

  /** True at the closing bracket, false at a comma. */
  function readSeparator(path: string, close: string): boolean {
    skipSpace();
    const mark = text.charAt(at);
    if (mark !== ',' && mark !== close) fail(path, `a comma or ${quote(close)} belongs here`);
    at += 1;
    return mark === close;
  }

  function readString(path: string): string {
    const start = at;
    at += 1;
    while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
    if (at >= text.length) {
      at = start;
      fail(path, 'the quoted text is not closed');
    }
    at += 1;
    const value = parsed(text.slice(start, at));
    if (typeof value !== 'string') {
      at = start;
      return fail(path, 'the quoted text holds a line break, a control character or a wrong escape');
    }
    if (!value.isWellFormed()) note(start, path, 'holds half of a surrogate pair');
    return value;
  }

  function readNumber(path: string): number {
    const start = at;
    while (at < text.length && /[-+.0-9eE]/.test(text.charAt(at))) at += 1;
    const literal = text.slice(start, at);
    const value = parsed(literal);
    if (typeof value !== 'number') {
      at = start;
      return fail(path, `${quote(literal)} is not a number`);
    }
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      note(start, path, `the number ${quote(literal)} is beyond 2^53 and would be changed; write it as text`);
    } else if (digitsOf(literal) !== digitsOf(String(value))) {
      note(start, path, `the number ${quote(literal)} would be rounded to ${value}; write fewer digits, or text`);
    }
    return value;
  }

  try {
    const value = readValue('', 0);
    skipSpace();
    if (at < text.length) fail('', 'there is more text after the end');
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, value, lineOf: (path) => placeOf(text, nearestOffset(offsets, path)).line };
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    return { ok: false, problems };
  }
}

class SyntaxFault extends Error {}

/** A number's digits and its power of ten, whatever way it is written: `1.50e3` is `15` and `2`. */
function digitsOf(literal: string): string {
  const [mantissa = '', power = '0'] = literal
    .toLowerCase()
    .replace('-', (sign, at) => (at === 0 ? '' : sign))
    .split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${literal.startsWith('-') ? '-' : ''}${kept}e${Number(power) - part.length + (digits.length - kept.length)}`;
}

const words: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function parsed(literal: string): unknown {
  try {
    return JSON.parse(literal);
  } catch {
    return undefined;
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

function nearestOffset(offsets: ReadonlyMap<string, number>, path: string): number {
  for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    const offset = offsets.get(place);
    if (offset !== undefined) return offset;
  }
  return offsets.get('') ?? 0;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
