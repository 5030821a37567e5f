/** Where a journal path stands in its run: `8/all:row-17/0` is step 9, in the branch `row-17`. */
export function stepPlace(path: string): { readonly number: number; readonly branch: string | null } {
  const [first = '', ...inner] = path.split('/');
  const branches = inner.flatMap((part) => /^(?:all|race):(.+)$/.exec(part)?.[1] ?? []);
  return { number: Number.parseInt(first, 10) + 1, branch: branches.length === 0 ? null : branches.join(' / ') };
}

/** The same as a person reads it: `step 9 of 9, row-17`, or `step 9, row-17` while nobody knows how many there will be. */
export function stepWords(step: {
  readonly number: number;
  readonly of: number | null;
  readonly name: string;
}): string {
  return `step ${step.number}${step.of === null ? '' : ` of ${step.of}`}, ${step.name}`;
}
