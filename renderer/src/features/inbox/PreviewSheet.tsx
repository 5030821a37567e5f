import { useEffect, useMemo } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { shortHash } from '../../format/hash.ts';
import { count, counted } from '../../format/number.ts';
import { stoppedWords } from '../../format/stop.ts';
import { decideMany } from '../../stores/decide.ts';
import { closeOverlay, showOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { closePreview, mostRead, outliersOf, readPreview, usePreview } from '../../stores/preview.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { toggleMarks } from '../../stores/selection.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Left } from '../../ui/Time.tsx';
import s from './Inbox.module.css';
import { groupTitle, memberTitle } from './rows.ts';

const linesShown = 12;

/** What a set would do, summed, with what differs first; the set is frozen by id, hash and version. */
export function PreviewSheet({ items }: { readonly items: readonly ApprovalSummary[] }): ReactElement {
  const { details, read, toRead, changed, failure } = usePreview();
  const person = useActingPerson();
  const unsaved = useWhyNothingIsSaved();
  const stops = useWorkspace(({ status }) => status?.stops) ?? [];
  useEffect(() => {
    void readPreview(items);
    return closePreview;
  }, [items]);
  const outliers = useMemo(() => outliersOf(items, details), [items, details]);
  const blocked = outliers.filter(({ why }) => why.startsWith('cannot be read')).map(({ item }) => item.approvalId);
  const left = items.filter((item) => !changed.has(item.approvalId) && !blocked.includes(item.approvalId));
  const isReading = read < toRead && failure === null;
  const title = groupTitle(left.length > 0 ? left : items);

  // Alike items have one tool and one agent; a stop of a class needs a card, since only that names it.
  const stopped = left.flatMap((item) => {
    const effectClass = details.get(item.approvalId)?.effectClass ?? '';
    return stoppedWords(stops, { agentId: item.agentId, toolId: item.toolId, effectClass }) ?? [];
  })[0];

  function approve(): void {
    closeOverlay();
    void decideMany('approve', left, '');
  }

  return (
    <Sheet
      title={`Preview: ${title}`}
      size="large"
      note={isReading ? `reading ${read} of ${toRead}` : `${count(left.length)} frozen by id, hash and version`}
      onClose={closeOverlay}
      actions={
        <>
          <Button
            kind="primary"
            whyNot={unsaved ?? stopped ?? whyNotApprove({ isReading, left: left.length, hasPerson: person !== null })}
            onPress={approve}
          >
            {left.length === 1 ? (left[0]?.title ?? title) : title}
          </Button>
          <Button kind="danger" whyNot={unsaved} onPress={() => showOverlay({ kind: 'reject', items: left })}>
            Reject {count(left.length)}
          </Button>
          <span className="grow" />
          <Button kind="quiet" onPress={closeOverlay}>
            Back to the list
          </Button>
        </>
      }
    >
      {failure === null ? null : <Failure error={failure} onRetry={() => void readPreview(items)} />}
      <Sums items={left} />
      {items.length > mostRead ? (
        <p className="wait small" style={{ marginBottom: 12 }}>
          Sums and outliers are from the first {mostRead} of {count(items.length)}; the others were not opened.
        </p>
      ) : null}
      {changed.size === 0 ? null : (
        <p className="wait small" style={{ marginBottom: 12 }}>
          {counted(changed.size, 'item')} changed since they were marked and dropped out.
        </p>
      )}
      {outliers.length === 0 ? null : (
        <section style={{ marginBottom: 20 }}>
          <h3 className="label">
            Outliers first{' '}
            <span>
              {count(outliers.length)} of {count(read)} read
            </span>
          </h3>
          <table className={s['lines']}>
            <tbody>
              {outliers.slice(0, linesShown).map(({ item, why }) => (
                <tr key={item.approvalId}>
                  <td style={{ width: '45%' }} title={item.title}>
                    <span className="st wait">
                      <Mark name="needs-attention" />
                    </span>{' '}
                    {memberTitle(item.title)}
                  </td>
                  <td className="q">{why}</td>
                  <td className="r" style={{ width: 110 }}>
                    <Button isSmall kind="quiet" onPress={() => leaveOut(item, items)}>
                      Leave out
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <section>
        <h3 className="label">
          In this set <span>{count(left.length)}</span>
        </h3>
        <table className={s['lines']}>
          <thead>
            <tr>
              <th>Target</th>
              <th style={{ width: 110 }}>Expires in</th>
              <th style={{ width: 110 }}>Hash</th>
            </tr>
          </thead>
          <tbody>
            {left.slice(0, linesShown).map((item) => (
              <tr key={item.approvalId}>
                <td title={item.title}>{memberTitle(item.title)}</td>
                <td>
                  <Left until={item.expiresAtMs} isRough />
                </td>
                <td className="mono d">{shortHash(item.envelopeHash)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {left.length > linesShown ? (
          <p className="d small" style={{ marginTop: 8 }}>
            and {count(left.length - linesShown)} more of the same kind
          </p>
        ) : null}
      </section>
    </Sheet>
  );
}

function Sums({ items }: { readonly items: readonly ApprovalSummary[] }): ReactElement {
  const details = usePreview((state) => state.details);
  const known = items.flatMap((item) => details.get(item.approvalId) ?? []);
  const people = known.reduce((sum, detail) => sum + detail.blast.people, 0);
  const records = known.reduce((sum, detail) => sum + detail.blast.records, 0);
  const external = known.filter((detail) => detail.blast.external).length;
  const reversible = known.filter((detail) => detail.blast.reversible).length;
  // A sum over some of the set says over how many.
  const base = known.length < items.length ? <span className="d small">in {count(known.length)} read</span> : null;
  return (
    <dl className={s['sums']}>
      <div>
        <dt>Actions</dt>
        <dd>{count(items.length)}</dd>
      </div>
      <div>
        <dt>People reached</dt>
        <dd>
          {count(people)} {base}
        </dd>
      </div>
      <div>
        <dt>Records</dt>
        <dd>
          {count(records)} {base}
        </dd>
      </div>
      <div>
        <dt>{external > 0 ? 'Leave this machine' : 'Can be undone'}</dt>
        <dd>
          {count(external > 0 ? external : reversible)} <span className="d small">of {count(known.length)}</span>
        </dd>
      </div>
    </dl>
  );
}

function leaveOut(item: ApprovalSummary, items: readonly ApprovalSummary[]): void {
  toggleMarks([item]);
  showOverlay({ kind: 'preview', items: items.filter((one) => one.approvalId !== item.approvalId) });
}

function whyNotApprove(state: { isReading: boolean; left: number; hasPerson: boolean }): string | undefined {
  if (!state.hasPerson) return 'Choose who you are first, at the top right.';
  if (state.isReading) return 'The cards of this set are still being read.';
  return state.left === 0 ? 'Nothing is left to decide in this set.' : undefined;
}
