import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail, DiffRow } from '../../../../shared/domain/approval.ts';
import { bytes, counted } from '../../format/number.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import { Shown } from '../../ui/Shown.tsx';
import s from './Card.module.css';
import { changedFields } from './changed-fields.ts';
import type { ChangedField } from './changed-fields.ts';
import { TextDiff } from './TextDiff.tsx';

/** Rows drawn at first, and long texts that are open without being asked for. */
const [atFirst, openAtFirst] = [60, 2];
const longChars = 200;

interface FieldChangesProps {
  readonly detail: ApprovalDetail;
  readonly mode: 'side' | 'line';
}

/** What changes, field by field: what stands out first, what stays folded away. */
export function FieldChanges({ detail, mode }: FieldChangesProps): ReactElement {
  const [isAll, setAll] = useState(false);
  const { changed, same } = useMemo(() => changedFields(detail.diff, detail.uninspectable), [detail]);
  const outliers = changed.filter(({ outlier }) => outlier !== null).length;
  const shown = isAll ? changed : changed.slice(0, atFirst);
  const longOnes = shown.filter(isLong);
  return (
    <>
      {outliers > 0 && outliers < changed.length ? (
        <p className="d small">{counted(outliers, 'field')} that stand out come first.</p>
      ) : null}
      <table className={s['diff']}>
        <colgroup>
          <col className={s['namecol']} />
          <col className={s['delcol']} />
          <col className={s['arrowcol']} />
          <col />
        </colgroup>
        <tbody>
          {shown.map((row) => (
            <Change key={row.field} row={row} mode={mode} isOpen={longOnes.indexOf(row) < openAtFirst} />
          ))}
        </tbody>
      </table>
      {shown.length < changed.length ? (
        <Button kind="quiet" onPress={() => setAll(true)}>
          Show {counted(changed.length - shown.length, 'more changed field')}
        </Button>
      ) : null}
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
  );
}

function isLong({ before, after }: DiffRow): boolean {
  return [before, after].some((text) => text !== null && (text.length > longChars || text.includes('\n')));
}

function Change(props: {
  readonly row: ChangedField;
  readonly mode: 'side' | 'line';
  readonly isOpen: boolean;
}): ReactElement {
  const { row, mode } = props;
  const name = (
    <th scope="row">
      <Shown text={row.field} />
      {row.outlier === null ? null : (
        <span className={`st wait ${s['outlier']}`}>
          <Mark name="needs-attention" />
          {row.outlier}
        </span>
      )}
    </th>
  );
  if (isLong(row))
    return (
      <tr>
        {name}
        <td className={s['long']} colSpan={3}>
          <LongText row={row} mode={mode} isOpen={props.isOpen} />
        </td>
      </tr>
    );
  const before = <Value text={row.before} kind="del" />;
  const after = <Value text={row.after} kind="add" />;
  if (row.before === null || mode === 'line')
    return (
      <tr>
        {name}
        <td className={row.before === null ? s['add'] : ''} colSpan={3}>
          {row.before === null ? null : <div className={`${s['del']} ${s['inline']}`}>{before}</div>}
          <div className={row.before === null ? '' : `${s['add']} ${s['inline']}`}>{after}</div>
        </td>
      </tr>
    );
  return (
    <tr>
      {name}
      <td className={s['del']}>{before}</td>
      <td className={s['ar']}>
        <Icon name="arrow" className="tiny" />
      </td>
      <td className={s['add']}>{after}</td>
    </tr>
  );
}

function Value({ text, kind }: { readonly text: string | null; readonly kind: 'del' | 'add' }): ReactElement {
  if (text === null || text === '')
    return <span className={s['empty']}>{text === '' ? 'empty' : kind === 'add' ? 'removed' : 'nothing'}</span>;
  return kind === 'del' ? (
    <s>
      <Shown text={text} />
    </s>
  ) : (
    <b>
      <Shown text={text} />
    </b>
  );
}

/** A text too long for a cell; past the first ones it opens when it is asked for, and says how much it is. */
function LongText(props: {
  readonly row: ChangedField;
  readonly mode: 'side' | 'line';
  readonly isOpen: boolean;
}): ReactElement {
  const { field, before, after } = props.row;
  const [isOpen, setOpen] = useState(props.isOpen);
  if (isOpen) return <TextDiff field={field} before={before ?? ''} after={after ?? ''} mode={props.mode} />;
  return (
    <Button kind="quiet" onPress={() => setOpen(true)}>
      Show the text, {bytes(new TextEncoder().encode(after ?? before ?? '').length)}
    </Button>
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
