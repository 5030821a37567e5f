import type { ReactElement } from 'react';
import { usePrintedName } from '../stores/person.ts';

/** Who a profile is, by name; the id is in the tooltip where it is another. */
export function PrintedName({ personId }: { readonly personId: string }): ReactElement {
  const name = usePrintedName(personId);
  return name === personId ? <>{name}</> : <span title={personId}>{name}</span>;
}
