import type { ReactElement } from 'react';
import type { DiffRow } from '../../../../shared/domain/approval.ts';
import { explain } from '../../format/errors.ts';
import { counted } from '../../format/number.ts';
import { tierWords } from '../../format/status.ts';
import { useEdit } from '../../stores/edit.ts';
import { holdWords } from '../../format/time.ts';
import { Shown } from '../../ui/Shown.tsx';
import { TierMark } from '../../ui/Status.tsx';
import s from './Edit.module.css';

/** What would be decided, from what waits to what is written, and whom it would ask. */
export function EditOutcome(): ReactElement {
  const preview = useEdit((state) => state.preview);
  const failure = useEdit((state) => state.failure);
  const written = useEdit((state) => state.written);
  const isRead = useEdit((state) => state.detail !== null || state.failure !== null);
  if (!isRead) return <p className="d">What it would do is shown here.</p>;
  if (!written.ok)
    return (
      <p className="q" role="status">
        What it would do is worked out when the text can be read.
      </p>
    );
  if (failure !== null)
    return (
      <p className="bad" role="alert">
        {explain(failure).detail} {explain(failure).next}
      </p>
    );
  if (preview === null)
    return (
      <p className="d" role="status">
        Change something: what it would do, and who would decide, is shown here.
      </p>
    );
  const { verdict, refused, changes } = preview;
  return (
    <section aria-label="What would be decided" style={{ display: 'grid', gap: 10 }}>
      {verdict === null ? (
        <p className="bad" role="status">
          {refused}
        </p>
      ) : (
        <div role="status" style={{ display: 'grid', gap: 4 }}>
          <b className="b">
            <Shown text={verdict.title} />
          </b>
          <span className="row">
            <TierMark tier={verdict.tier} /> <span className="b">{verdict.tier}</span>{' '}
            <span className="d">{tierWords[verdict.tier]}</span>
          </span>
          <span className="q">
            {verdict.sentence}
            {verdict.holdMs > 0 ? ` Held ${holdWords(verdict.holdMs)}, then it runs.` : ''}
          </span>
          {verdict.whyNotApprove === null ? null : (
            <span className="wait">{verdict.whyNotApprove} It waits for others then.</span>
          )}
          {verdict.uninspectable.length === 0 ? null : (
            <span className="bad">It cannot be read for certain: {verdict.uninspectable.join(', ')}.</span>
          )}
        </div>
      )}
      {changes.length === 0 ? null : (
        <Changes title={counted(changes.length, 'edit')} rows={changes} from="as asked" to="as edited" />
      )}
      {verdict === null || verdict.diff.length === 0 ? null : (
        <Changes title="What its tool would change" rows={verdict.diff} from="now" to="then" />
      )}
    </section>
  );
}

/** Before and after, one field a row. */
export function Changes(props: {
  readonly title: string;
  readonly rows: readonly DiffRow[];
  readonly from: string;
  readonly to: string;
}): ReactElement {
  const { title, rows, from, to } = props;
  return (
    <table className={s['changes']}>
      <caption className="label" style={{ textAlign: 'left' }}>
        {title}
      </caption>
      <thead className="d small">
        <tr>
          <th scope="col" style={{ width: '24%' }}>
            field
          </th>
          <th scope="col">{from}</th>
          <th scope="col">{to}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row" className="mono">
              <Shown text={field.replace(/^params\./, '')} />
            </th>
            <td>
              <Side text={before} />
            </td>
            <td>
              <Side text={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The whole text is in its field, and in the JSON. */
const mostShown = 2_000;

function Side({ text }: { readonly text: string | null }): ReactElement {
  if (text === null) return <span className="d">nothing</span>;
  return (
    <>
      <Shown text={text.slice(0, mostShown)} />
      {text.length <= mostShown ? null : (
        <span className="d"> … and {counted(text.length - mostShown, 'more character')}</span>
      )}
    </>
  );
}
