import { readJson } from '../../../shared/read-json.ts';

/** Beyond it the engine thread would stand still for too long. Characters. */
const mostRead = 256 * 1024;
const mostTold = 3;

/**
 * What a text that is JSON says otherwise than whoever reads it may take it: a key given twice, a number that no program
 * keeps as it is written, nesting nobody can follow. Each completes "... is JSON text that". Empty for any other text.
 */
export function jsonSurprises(text: string): readonly string[] {
  if (!/^\s*[[{]/.test(text)) return [];
  if (text.length > mostRead)
    return looksLikeJson(text) ? ['is too long to be looked through for keys given twice'] : [];
  if (!isJson(text)) return [];
  const reading = readJson(text);
  // Numbers are told below, with what they are read as.
  const problems = reading.ok ? [] : reading.problems.filter(({ reason }) => !reason.startsWith('the number'));
  return [...problems.map(({ path, reason }) => sentenceOf(path, reason)), ...changedNumbers(text)].slice(0, mostTold);
}

function sentenceOf(path: string, reason: string): string {
  if (reason.startsWith('is nested')) return reason;
  return reason.startsWith('the key') ? `has ${reason} (${path})` : `at ${path === '' ? 'its top' : path} ${reason}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Too long to parse here, and not a sentence that happens to begin with a bracket. */
function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{\s*"|\[\s*[[{"\d-])/.test(text);
}

/** Numbers that come out of a program's usual reading as other ones. */
function changedNumbers(text: string): readonly string[] {
  const outside = text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
  const changed: string[] = [];
  for (const [literal] of outside.matchAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    const read = Number(literal);
    if (Number.isFinite(read) && decimal(literal) === decimal(String(read)) && !Object.is(read, -0)) continue;
    changed.push(
      `holds the number ${literal.slice(0, 60)}, which programs may read as ${Object.is(read, -0) ? '0' : read}`,
    );
    if (changed.length === mostTold) break;
  }
  return changed;
}

/** A number's sign, digits without zeros around them, and the power of ten of its last digit. */
function decimal(literal: string): string {
  const [, sign = '', whole = '', part = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '0' : `${sign}${kept}e${Number(power) - part.length + digits.length - kept.length}`;
}
