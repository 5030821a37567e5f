/** Texts longer than this match nothing: what a pattern costs is bounded, whatever an agent sends. */
const longestText = 10_000;

/**
 * Whether the whole of a text fits a pattern in which `*` stands for any characters and `?` for one. No regular
 * expression: going back to the last star alone, it takes pattern times text steps at most.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  if (text.length > longestText) return false;
  let p = 0;
  let t = 0;
  let star = -1;
  let taken = 0;
  while (t < text.length) {
    const wanted = pattern.charAt(p);
    if (wanted === '*') {
      star = p;
      taken = t;
      p += 1;
    } else if (p < pattern.length && (wanted === '?' || wanted === text.charAt(t))) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      taken += 1;
      t = taken;
    } else return false;
  }
  while (pattern.charAt(p) === '*') p += 1;
  return p === pattern.length;
}
