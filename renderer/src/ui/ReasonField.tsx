import { useId } from 'react';
import type { ReactElement } from 'react';
import type { Explanation } from '../format/errors.ts';

/** What a reason is good for, and whether there has to be one. */
export type ReasonKind = 'optional' | 'needed';

/** Why somebody does something, and beside it why it was refused. */
export function ReasonField(props: {
  readonly kind?: ReasonKind;
  readonly value: string;
  readonly onChange: (reason: string) => void;
  /** Where it is kept, as a sentence goes on: "Kept in the audit log". */
  readonly kept?: string;
  readonly refusal: Explanation | null;
}): ReactElement {
  const { kind = 'optional', value, onChange, kept = 'in the audit log', refusal } = props;
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Reason</label>
        <input
          id={id}
          className="input"
          value={value}
          maxLength={2000}
          required={kind === 'needed'}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="hint" id={`${id}-hint`}>
          {kind === 'needed' ? 'Needed. Kept' : 'Optional. Kept'} {kept}.
        </span>
      </div>
      <Refusal refusal={refusal} />
    </>
  );
}

/** What was refused and what to do next; it comes into view by itself. */
export function Refusal({ refusal }: { readonly refusal: Explanation | null }): ReactElement | null {
  if (refusal === null) return null;
  return (
    <p role="alert" className="bad" ref={bringIntoView}>
      {refusal.detail} {refusal.next}
    </p>
  );
}

function bringIntoView(line: HTMLElement | null): void {
  line?.scrollIntoView({ block: 'nearest' });
}
