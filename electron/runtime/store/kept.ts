/** An error here was decided, not met while writing: the command stays in its group, with the audit events a refusal names. */
export type Kept<R> = { readonly value: R } | { readonly error: unknown };

export function unwrap<R>(kept: Kept<R>): R {
  if ('error' in kept) throw kept.error;
  return kept.value;
}
