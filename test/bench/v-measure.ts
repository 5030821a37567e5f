/** How well one grouping agrees with another; each 0..1. */
export interface Agreement {
  readonly v: number;
  readonly homogeneity: number;
  readonly completeness: number;
}

/**
 * V-measure (Rosenberg and Hirschberg, 2007, beta = 1), as scikit-learn's `homogeneity_completeness_v_measure`:
 * homogeneity = 1 - H(label | group) / H(label), completeness = 1 - H(group | label) / H(group), V their harmonic mean.
 */
export function agreement(labels: readonly string[], groups: readonly number[]): Agreement {
  const ofLabels = entropy(labels);
  const ofGroups = entropy(groups);
  const shared = ofLabels + ofGroups - entropy(labels.map((label, at) => `${groups[at]!} ${label}`));
  const homogeneity = ofLabels === 0 ? 1 : shared / ofLabels;
  const completeness = ofGroups === 0 ? 1 : shared / ofGroups;
  const sum = homogeneity + completeness;
  return { homogeneity, completeness, v: sum === 0 ? 0 : (2 * homogeneity * completeness) / sum };
}

function entropy(values: readonly (string | number)[]): number {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / values.length) * Math.log(count / values.length);
  return sum;
}
