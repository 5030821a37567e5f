/** A value as indented JSON, for values that are not canonical bytes. */
export function showValue(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? 'undefined';
}
