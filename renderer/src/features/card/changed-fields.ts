import type { DiffRow } from '../../../../shared/domain/approval.ts';

/** A changed field, or one value inside a field that is JSON. */
export interface ChangedField extends DiffRow {
  /** Why it stands before the others; null: it is one of the rest. */
  readonly outlier: string | null;
}

const mostLeaves = 500;
/** A number so many times larger or smaller than before stands out. */
const farFactor = 10;

/** What changes, value by value, what stands out first: what cannot be seen for what it is, what goes, numbers far off. */
export function changedFields(
  diff: readonly DiffRow[],
  uninspectable: readonly string[],
): { readonly changed: readonly ChangedField[]; readonly same: readonly DiffRow[] } {
  const rows = diff.flatMap(valuesOf);
  const changed = rows
    .filter((row) => row.before !== row.after)
    .map((row) => ({ ...row, outlier: outlierWords(row, uninspectable) }));
  return {
    changed: [
      ...changed.filter(({ outlier }) => outlier !== null),
      ...changed.filter(({ outlier }) => outlier === null),
    ],
    same: rows.filter((row) => row.before === row.after),
  };
}

/** A field whose values are JSON objects or lists, as one row for each value in them. */
function valuesOf(row: DiffRow): readonly DiffRow[] {
  const before = leavesOf(row.before);
  const after = leavesOf(row.after);
  if (before === null || after === null || (before.size === 0 && after.size === 0)) return [row];
  const paths = new Set([...before.keys(), ...after.keys()]);
  if (paths.size > mostLeaves) return [row];
  return Array.from(paths, (path) => ({
    field: `${row.field}${path}`,
    before: before.get(path) ?? null,
    after: after.get(path) ?? null,
  }));
}

/** Every value in a JSON text by its path; null where it is none, so that the text itself is compared. */
function leavesOf(text: string | null): ReadonlyMap<string, string> | null {
  const leaves = new Map<string, string>();
  if (text === null || text === '') return leaves;
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const value = JSON.parse(text) as unknown;
    // What parsing would change is compared as the text it is.
    if (
      JSON.stringify(value) !==
      text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g, (part) => (part.startsWith('"') ? part : ''))
    )
      return null;
    collect(value, '', leaves);
    return leaves;
  } catch {
    return null;
  }
}

function collect(value: unknown, path: string, leaves: Map<string, string>): void {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) collect(item, `${path}.${key}`, leaves);
    return;
  }
  leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value));
}

function outlierWords({ field, before, after }: DiffRow, uninspectable: readonly string[]): string | null {
  if (uninspectable.some((sentence) => (sentence.split(':')[0] ?? '').endsWith(`.${field}`)))
    return 'not seen for what it is';
  if (before !== null && before !== '' && (after === null || after === '')) return 'goes away';
  const [was, is] = [numberIn(before), numberIn(after)];
  if (was === null || is === null || was === 0 || is === 0) return null;
  if (Math.sign(was) !== Math.sign(is)) return 'changes its sign';
  const factor = Math.abs(is / was);
  if (factor >= farFactor) return `${factor.toLocaleString('en-US', { maximumFractionDigits: 1 })} times as much`;
  return factor <= 1 / farFactor ? `1/${Math.round(1 / factor)} of it` : null;
}

function numberIn(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text) ? Number(text) : null;
}
