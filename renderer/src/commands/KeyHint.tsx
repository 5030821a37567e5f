import type { ReactElement } from 'react';
import { hintOf } from './hint.ts';

/** The key of a command, beside what it does. */
export function KeyHint({ of }: { readonly of: string }): ReactElement {
  return <kbd>{hintOf(of)}</kbd>;
}
