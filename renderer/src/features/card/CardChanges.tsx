import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { prettyJson } from '../../../../shared/pretty-json.ts';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { bytes } from '../../format/number.ts';
import { useCard } from '../../stores/card.ts';
import { setCardView, useCardView } from '../../stores/card-view.ts';
import type { CardView } from '../../stores/card-view.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Ago } from '../../ui/Time.tsx';
import { WindowedText } from '../../ui/WindowedText.tsx';
import s from './Card.module.css';
import { FieldChanges } from './FieldChanges.tsx';

const views: readonly (readonly [CardView, string])[] = [
  ['side', 'Side by side'],
  ['line', 'In line'],
  ['pretty', 'Envelope'],
  ['raw', 'Bytes'],
];

/** What changes, by field, or the very bytes that will run. */
export function CardChanges({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const view = useCardView((state) => state.view);
  return (
    <section>
      <h3 className="label">
        Changes{' '}
        <span>
          <ReadAt detail={detail} />
        </span>
        <span className="grow" />
        <span className={s['seg']}>
          {views.map(([id, word]) => (
            <button key={id} type="button" aria-pressed={view === id} onClick={() => setCardView(id)}>
              {word}
            </button>
          ))}
          <KeyHint of="inbox.diff" />
        </span>
      </h3>
      {detail.payloadChars === null ? null : (
        <p className="d small" role="status">
          This is the beginning; the rest is being read, and nothing can be approved before it has been.
        </p>
      )}
      {view === 'side' || view === 'line' ? (
        <FieldChanges detail={detail} mode={view} />
      ) : (
        <Envelope text={detail.envelope} isRaw={view === 'raw'} />
      )}
    </section>
  );
}

/** How old the state is that the changes are shown against, and whether it is still to be read again. */
function ReadAt({ detail: { readAtMs, status } }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const isYetToRun = status === 'pending' || status === 'partly-approved' || status === 'holding';
  if (readAtMs === null) return isYetToRun ? <>read when it runs</> : null;
  return isYetToRun ? (
    <>
      read <Ago at={readAtMs} />, again when it runs
    </>
  ) : (
    <>
      as read <Ago at={readAtMs} />
    </>
  );
}

/** The envelope's own text; laying it out moves no character but white space. */
function Envelope({ text, isRaw }: { readonly text: string; readonly isRaw: boolean }): ReactElement {
  const hashCheck = useCard((state) => state.hashCheck);
  const shown = useMemo(() => (isRaw ? text : prettyJson(text)), [text, isRaw]);
  return (
    <>
      <WindowedText text={shown} label={isRaw ? 'the bytes' : 'the envelope'} />
      <p className="row small d" style={{ marginTop: 6 }}>
        <span>
          {bytes(new TextEncoder().encode(text).length)}, canonical JSON (RFC 8785).{' '}
          {hashCheck === 'matches'
            ? 'Hashed again in this window: matches.'
            : hashCheck === 'checking'
              ? 'Hashing.'
              : 'Hashed again in this window: DIFFERS.'}
        </span>
        <span className="grow" />
        <CopyButton text={text} label="Copy bytes" />
      </p>
    </>
  );
}
