const LONGEST_COLUMN_NAME = 80;
/** A number, a date, an amount, an address or a link: what stands in rows and not in headers. */
const LOOKS_LIKE_CONTENT = /^(?:[-+$€£(]*\d[\d.,:/\s)%-]*|\d{4}-\d\d-\d\d[T ].*|\S+@\S+\.\S+|https?:\/\/\S+)$/;

/** Whether the first row names columns: short, filled, mostly different cells of which none looks like content. */
export function looksLikeHeader(first: readonly string[], second: readonly string[] | undefined): boolean {
  const cells = first.map((cell) => cell.trim());
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0 || filled.length < cells.length / 2) return false;
  if (filled.some((cell) => cell.length > LONGEST_COLUMN_NAME || LOOKS_LIKE_CONTENT.test(cell))) return false;
  if (new Set(filled.map((cell) => cell.toLowerCase())).size < filled.length * 0.6) return false;
  if (cells.length > 1 || second === undefined) return true;
  // One column alone: a name is a few words and no sentence.
  return filled.every((cell) => cell.split(/\s+/).length <= 4 && !/[.!?]$/.test(cell));
}

/** Column names that are filled and unique, whatever the header row holds: `Column 3`, `Date (2)`. */
export function columnNames(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const base = cell.replaceAll(/\s+/g, ' ').trim() || `Column ${index + 1}`;
    let name = base;
    for (let copy = 2; taken.has(name); copy += 1) name = `${base} (${copy})`;
    taken.add(name);
    return name;
  });
}

/** Names for the columns of a file that has no header row. */
export function numberedColumns(width: number): string[] {
  return Array.from({ length: width }, (_, index) => `Column ${index + 1}`);
}
