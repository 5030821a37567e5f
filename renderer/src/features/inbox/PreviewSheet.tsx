import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import type { BatchMember, BatchPreview } from '../../../../shared/domain/batch.ts';
import { mostInBulk } from '../../../../shared/domain/bulk.ts';
import { count, counted } from '../../format/number.ts';
import { stoppedWords } from '../../format/stop.ts';
import { closeLook, lookAt, selectionOf, startBatch, useBatch } from '../../stores/batch.ts';
import { closeOverlay, showOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { toggleMarks } from '../../stores/selection.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { BatchMembers } from './BatchMembers.tsx';
import { BatchSums } from './BatchSums.tsx';
import s from './Inbox.module.css';
import { groupTitle, memberTitle } from './rows.ts';
import { SampleView } from './SampleView.tsx';

const linesShown = 12;

/**
 * What a set would do, as the runtime sees it: sums, what drops out, what differs, and the members that have to be opened
 * first. The set is frozen by id, hash and version.
 */
export function PreviewSheet({ items }: { readonly items: readonly ApprovalSummary[] }): ReactElement {
  const preview = useBatch((state) => state.preview);
  const failure = useBatch((state) => state.failure);
  const person = useActingPerson();
  const unsaved = useWhyNothingIsSaved();
  const stops = useWorkspace(({ status }) => status?.stops) ?? [];
  const [open, setOpen] = useState<string | null>(null);
  const selection = useMemo(() => selectionOf(items), [items]);
  const { isWaiting, refusal, send } = useAnswer(() => undefined);
  useEffect(() => {
    void lookAt('approve', selection);
    return closeLook;
  }, [selection]);
  const named = items[0];
  const title = preview === null ? groupTitle(items) : titleOf(preview, items);
  const first = preview?.samples.find(({ isOpened }) => !isOpened)?.approvalId ?? null;
  const effectClass = preview?.group?.effectClass ?? '';
  const stopped =
    named === undefined
      ? undefined
      : stoppedWords(stops, { agentId: named.agentId, toolId: named.toolId, effectClass });

  function approve(): void {
    if (preview?.set == null) return;
    const { set } = preview;
    void send(() => startBatch('approve', selection, set, ''));
  }

  return (
    <Sheet
      title={`Preview: ${title}`}
      size="large"
      note={
        preview === null
          ? `looking through ${counted(items.length, 'item')}`
          : `${count(preview.count)} frozen by id, hash and version`
      }
      onClose={closeOverlay}
      actions={
        <>
          <Button
            kind="primary"
            isBusy={isWaiting}
            whyNot={unsaved ?? stopped ?? whyNot(preview, person !== null)}
            onPress={approve}
          >
            {title}
          </Button>
          <Button kind="danger" whyNot={unsaved} onPress={() => showOverlay({ kind: 'reject', items })}>
            Reject {count(Math.min(items.length, mostInBulk))}
          </Button>
          <span className="grow" />
          <Button kind="quiet" onPress={closeOverlay}>
            Back to the list
          </Button>
        </>
      }
    >
      <Refusal refusal={refusal} />
      {items.length > mostInBulk ? (
        <p className="q">
          {count(items.length)} are marked, and one batch holds {count(mostInBulk)}: these are the first of them. The
          other {count(items.length - mostInBulk)} stay marked, and are next when this batch has begun.
        </p>
      ) : null}
      {failure === null ? null : <Failure error={failure} onRetry={() => void lookAt('approve', selection)} />}
      {preview === null ? (
        failure === null ? (
          <Empty kind="loading" title="The runtime looks through them" />
        ) : null
      ) : (
        <>
          <BatchSums preview={preview} />
          <Samples preview={preview} open={open} first={first} onOpen={setOpen} />
          <LeftOut dropped={preview.dropped} />
          <Outliers preview={preview} items={items} onOpen={setOpen} open={open} />
          <BatchMembers preview={preview} />
        </>
      )}
    </Sheet>
  );
}

function Samples(props: {
  readonly preview: BatchPreview;
  readonly open: string | null;
  readonly first: string | null;
  readonly onOpen: (approvalId: string | null) => void;
}): ReactElement | null {
  const { preview, open, first, onOpen } = props;
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The keyboard goes from one that has to be opened to the next.
    if (first !== null) next.current?.focus({ preventScroll: true });
  }, [first]);
  if (preview.samples.length === 0) return null;
  const left = preview.samples.filter(({ isOpened }) => !isOpened).length;
  return (
    <section style={{ marginBottom: 20 }} aria-label="Open these first">
      <h3 className="label">
        Open these first{' '}
        <span>{left === 0 ? 'all opened' : `${count(left)} of ${count(preview.samples.length)} left`}</span>
      </h3>
      {preview.samples.map((member) => (
        <div key={member.approvalId}>
          <div className="row small" style={{ minHeight: 32, gap: 10 }}>
            <span className={`st ${member.isOpened ? 'ok' : 'wait'}`} style={{ width: 84, flex: 'none' }}>
              <Mark name={member.isOpened ? 'succeeded' : 'waiting-approval'} />
              {member.isOpened ? 'opened' : 'not yet'}
            </span>
            <span className="cut grow" title={member.title}>
              {memberTitle(member.title)}
            </span>
            <Button
              isSmall
              kind={member.approvalId === first ? 'plain' : 'quiet'}
              isExpanded={open === member.approvalId}
              {...(member.approvalId === first ? { ref: next } : {})}
              onPress={() => onOpen(open === member.approvalId ? null : member.approvalId)}
            >
              {open === member.approvalId ? 'Close' : 'Open'}
            </Button>
          </div>
          {open === member.approvalId ? <SampleView member={member} /> : null}
        </div>
      ))}
    </section>
  );
}

function LeftOut({ dropped }: Pick<BatchPreview, 'dropped'>): ReactElement | null {
  if (dropped.length === 0) return null;
  return (
    <section style={{ marginBottom: 20 }}>
      <h3 className="label">
        Left out <span>{count(dropped.reduce((sum, one) => sum + one.count, 0))}</span>
      </h3>
      <table className={s['lines']}>
        <tbody>
          {dropped.slice(0, linesShown).map(({ cause, reason, count: many, items }) => (
            <tr key={`${cause} ${reason}`} title={items.map(({ title }) => title).join('\n')}>
              <td style={{ width: 70 }} className="b">
                {count(many)}
              </td>
              <td className="q">{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Outliers(props: {
  readonly preview: BatchPreview;
  readonly items: readonly ApprovalSummary[];
  readonly open: string | null;
  readonly onOpen: (approvalId: string | null) => void;
}): ReactElement | null {
  const { preview, items } = props;
  const { total, list } = preview.outliers;
  const [isWhole, setIsWhole] = useState(false);
  if (total === 0) return null;
  const shown = isWhole ? list : list.slice(0, linesShown);
  return (
    <section style={{ marginBottom: 20 }} aria-label="Outliers">
      <h3 className="label">
        Outliers first <span>{`${count(total)} of ${count(preview.count)}`}</span>
      </h3>
      <table className={s['lines']}>
        <tbody>
          {shown.map((member) => (
            <tr key={member.approvalId}>
              <td style={{ width: '36%' }} title={member.title}>
                <span className="st wait">
                  <Mark name="needs-attention" />
                </span>{' '}
                {memberTitle(member.title)}
              </td>
              <td className="q" title={member.reasons.join('; ')}>
                {member.reasons.join('; ')}
              </td>
              <td className="r" style={{ width: 100 }}>
                <Button isSmall kind="quiet" onPress={() => leaveOut(member, items)}>
                  Leave out
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < list.length ? (
        <Button isSmall kind="quiet" onPress={() => setIsWhole(true)}>
          Show {count(list.length)}
        </Button>
      ) : null}
      {isWhole && list.length < total ? (
        <p className="d small">The {count(list.length)} that differ most are listed.</p>
      ) : null}
    </section>
  );
}

function leaveOut({ approvalId }: BatchMember, items: readonly ApprovalSummary[]): void {
  toggleMarks(items.filter((item) => item.approvalId === approvalId));
  showOverlay({ kind: 'preview', items: items.filter((item) => item.approvalId !== approvalId) });
}

/** The words all members share, with how many they are. */
function titleOf({ count: many, members }: BatchPreview, items: readonly ApprovalSummary[]): string {
  const [first] = members;
  if (first === undefined) return groupTitle(items);
  return many === 1 ? first.title : groupTitle(members, many);
}

function whyNot(preview: BatchPreview | null, hasPerson: boolean): string | undefined {
  if (!hasPerson) return 'Choose who you are first, at the top right.';
  if (preview === null) return 'This set is still being looked through.';
  if (preview.set === null) return 'Nothing is left to decide in this set.';
  const left = preview.samples.filter(({ isOpened }) => !isOpened).length;
  return left === 0 ? undefined : `Open the ${left === 1 ? 'marked one' : `${left} marked ones`} first.`;
}
