import type { ReactElement } from 'react';
import { hintOf } from './hint.ts';

/** The key of a command, beside what it does; `isSilent` where it would stand in the name of what it belongs to. */
export function KeyHint({ of, isSilent }: { readonly of: string; readonly isSilent?: true }): ReactElement {
  return <kbd aria-hidden={isSilent}>{hintOf(of)}</kbd>;
}
