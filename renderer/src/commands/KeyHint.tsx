import type { ReactElement } from 'react';
import { useHint } from './hint.ts';

/** The key of a command, beside what it does; nothing where it has none. */
export function KeyHint({ of }: { readonly of: string }): ReactElement | null {
  const hint = useHint(of);
  return hint === null ? null : <kbd>{hint}</kbd>;
}
