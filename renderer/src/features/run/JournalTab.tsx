import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { JournalRecord } from '../../../../shared/domain/run.ts';
import { count } from '../../format/number.ts';
import { showValue } from '../../format/show-value.ts';
import { previewWords } from '../../format/preview-words.ts';
import { phaseLooks } from '../../format/status.ts';
import { duration, localTime, wholeTime } from '../../format/time.ts';
import { readEntry, useRunPage } from '../../stores/run-page.ts';
import { IconButton } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Status } from '../../ui/Status.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { useRowHeights } from '../inbox/use-row-heights.ts';
import s from './Run.module.css';

/** Every record as it was appended; one opens with its whole value. */
export function JournalTab({ runId }: { readonly runId: string }): ReactElement {
  const records = useRunPage((state) => state.records);
  const isWhole = useRunPage((state) => state.isJournalWhole);
  const total = useRunPage((state) => state.journalTotal);
  const [openOrd, setOpenOrd] = useState<number | null>(null);
  const rowPx = useRowHeights().table;
  if (records.length === 0)
    return (
      <Empty
        kind={isWhole ? 'nothing-yet' : 'loading'}
        title={isWhole ? 'Nothing is recorded yet' : 'Reading the journal'}
      />
    );
  return (
    <>
      <div className="panes">
        <VirtualRows
          count={records.length}
          rowHeight={() => rowPx}
          rowKey={(index) => String(records[index]?.ord)}
          header={{ node: <Head />, heightPx: 30 }}
          className={s['journal'] ?? ''}
          host={{ role: 'group', 'aria-label': 'Journal' }}
          row={(index) => {
            const record = records[index];
            return record === undefined ? null : (
              <Row record={record} isOpen={record.ord === openOrd} onOpen={() => setOpenOrd(record.ord)} />
            );
          }}
        />
        {openOrd === null ? null : <Entry runId={runId} ord={openOrd} onClose={() => setOpenOrd(null)} />}
      </div>
      <div className="foot">
        {isWhole ? `${count(total)} records` : `Reading ${count(records.length)} of ${count(total)}`}
        <span className="vs" />
        Appended, never changed
      </div>
    </>
  );
}

function Head(): ReactElement {
  return (
    <div className={`${s['jrow']} ${s['jhead']}`}>
      {['Seq', 'Time', 'Kind', 'Name', 'What', 'Took', 'State'].map((word) => (
        <span key={word}>{word}</span>
      ))}
    </div>
  );
}

function Row(props: {
  readonly record: JournalRecord;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}): ReactElement {
  const { record, isOpen, onOpen } = props;
  return (
    <button type="button" className={s['jrow']} aria-pressed={isOpen} onClick={onOpen}>
      <span className="d">{record.ord}</span>
      <span className="d" title={wholeTime(record.atMs)}>
        {localTime(record.atMs)}
      </span>
      <span className="mono">{record.kind}</span>
      <span className="cut" title={`${record.path} ${record.name}`}>
        {record.name}
      </span>
      <span className="cut q">{record.error?.message ?? previewWords(record.preview)}</span>
      <span className="d">{record.durationMs === null ? '' : duration(record.durationMs)}</span>
      <span>
        <Status
          look={phaseLooks[record.phase]}
          word={[
            phaseLooks[record.phase].word,
            record.attempt > 1 ? `, attempt ${record.attempt}` : '',
            record.isKept ? ', kept' : '',
          ].join('')}
        />
      </span>
    </button>
  );
}

type Read = {
  readonly ord: number;
  readonly value: Awaited<ReturnType<typeof readEntry>> | null;
  readonly error: unknown;
};

function Entry({
  runId,
  ord,
  onClose,
}: {
  readonly runId: string;
  readonly ord: number;
  readonly onClose: () => void;
}): ReactElement {
  const [read, setRead] = useState<Read | null>(null);
  useEffect(() => {
    let isWanted = true;
    readEntry(runId, ord).then(
      (value) => isWanted && setRead({ ord, value, error: null }),
      (error: unknown) => isWanted && setRead({ ord, value: null, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [runId, ord]);
  const isCurrent = read !== null && read.ord === ord;
  const text = isCurrent && read.value !== null ? showValue(read.value.value) : '';
  return (
    <aside className={`pane ${s['entry']}`} aria-label={`Record ${ord}`}>
      <div className="head">
        <h2 className="cut">Record {ord}</h2>
        <span className="grow" />
        {text === '' ? null : <CopyButton text={text} />}
        <IconButton icon="x" label="Close" onPress={onClose} />
      </div>
      <div className={`scroll ${s['pad']}`} tabIndex={0} role="group" aria-label="Value">
        {isCurrent ? null : <Empty kind="loading" title="Reading the value" />}
        {isCurrent && read.error !== null ? <Failure error={read.error} /> : null}
        {isCurrent && read.value !== null ? (
          <>
            <dl className="facts">
              <dt>Path</dt>
              <dd className="mono">{read.value.record.path || 'run'}</dd>
              <dt>Name</dt>
              <dd>{read.value.record.name}</dd>
              <dt>When</dt>
              <dd>{wholeTime(read.value.record.atMs)}</dd>
            </dl>
            <pre className="code">{text}</pre>
          </>
        ) : null}
      </div>
    </aside>
  );
}
