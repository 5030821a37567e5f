import type { ReactElement } from 'react';
import type { ApprovalDetail, DiffRow } from '../../../../shared/domain/approval.ts';
import { bytes, counted } from '../../format/number.ts';
import { prettyJson } from '../../../../shared/pretty-json.ts';
import { useCard } from '../../stores/card.ts';
import { setCardView, useCardView } from '../../stores/card-view.ts';
import type { CardView } from '../../stores/card-view.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Card.module.css';

const views: readonly (readonly [CardView, string])[] = [
  ['fields', 'By field'],
  ['pretty', 'Envelope'],
  ['raw', 'Bytes'],
];

/** What changes, by field, or the very bytes that will run. */
export function CardChanges({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const view = useCardView((state) => state.view);
  const changed = detail.diff.filter((row) => row.before !== row.after);
  const same = detail.diff.filter((row) => row.before === row.after);
  return (
    <section>
      <h3 className="label">
        Changes{' '}
        <span>
          {detail.readAtMs === null ? (
            'checked again when it runs'
          ) : (
            <>
              read <Ago at={detail.readAtMs} />, checked again when it runs
            </>
          )}
        </span>
        <span className="grow" />
        <span className={s['seg']}>
          {views.map(([id, word]) => (
            <button key={id} type="button" aria-pressed={view === id} onClick={() => setCardView(id)}>
              {word}
            </button>
          ))}
        </span>
      </h3>
      {view === 'fields' ? (
        <>
          <table className={s['diff']}>
            <colgroup>
              <col className={s['namecol']} />
              <col className={s['delcol']} />
              <col className={s['arrowcol']} />
              <col />
            </colgroup>
            <tbody>
              {changed.map((row) => (
                <Change key={row.field} row={row} />
              ))}
            </tbody>
          </table>
          {changed.length === 0 ? <p className="d">The tool names no changed field. Read the envelope.</p> : null}
          {same.length === 0 ? null : (
            <details className={s['fold']}>
              <summary>{counted(same.length, 'unchanged field')}</summary>
              <dl className="facts">
                {same.map((row) => (
                  <SameField key={row.field} row={row} />
                ))}
              </dl>
            </details>
          )}
        </>
      ) : (
        <Envelope text={detail.envelope} isRaw={view === 'raw'} />
      )}
    </section>
  );
}

function Change({ row }: { readonly row: DiffRow }): ReactElement {
  const isLong = (row.after?.length ?? 0) > 90 || row.after?.includes('\n') === true;
  if (row.before === null)
    return (
      <tr>
        <th scope="row">
          <Shown text={row.field} />
        </th>
        <td className={s['add']} colSpan={3}>
          {isLong ? (
            <span className={s['message']}>
              <Shown text={row.after ?? ''} />
            </span>
          ) : (
            <b>
              <Shown text={row.after ?? ''} />
            </b>
          )}
        </td>
      </tr>
    );
  return (
    <tr>
      <th scope="row">
        <Shown text={row.field} />
      </th>
      <td className={s['del']}>
        {row.before === '' ? (
          <span className={s['empty']}>empty</span>
        ) : (
          <s>
            <Shown text={row.before} />
          </s>
        )}
      </td>
      <td className={s['ar']}>
        <Icon name="arrow" className="tiny" />
      </td>
      <td className={s['add']}>
        {row.after === null ? (
          <span className={s['empty']}>removed</span>
        ) : (
          <b>
            <Shown text={row.after} />
          </b>
        )}
      </td>
    </tr>
  );
}

function SameField({ row }: { readonly row: DiffRow }): ReactElement {
  return (
    <>
      <dt>
        <Shown text={row.field} />
      </dt>
      <dd>
        <Shown text={row.after ?? 'empty'} />
      </dd>
    </>
  );
}

/** The envelope's own text; laying it out moves no character but white space. */
function Envelope({ text, isRaw }: { readonly text: string; readonly isRaw: boolean }): ReactElement {
  const hashCheck = useCard((state) => state.hashCheck);
  return (
    <>
      <pre className={`code ${s['bytes']}`} tabIndex={0} aria-label="Envelope">
        <Shown text={isRaw ? text : prettyJson(text)} />
      </pre>
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
