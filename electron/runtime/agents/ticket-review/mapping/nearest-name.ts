import { plainName } from './roles.ts';

/** The name among many that is written most like the wanted one, or null when none is close. */
export function nearestName(wanted: string, names: readonly string[]): string | null {
  const target = plainName(wanted);
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.ceil(target.length / 3));
  for (const name of names) {
    const plain = plainName(name);
    const distance = plain.includes(target) && target.length >= 3 ? 1 : editDistance(target, plain);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Levenshtein's distance: how many letters to insert, delete or replace. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
