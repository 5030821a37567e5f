import { useCallback, useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { AuditEvent } from '../../../../shared/domain/audit.ts';
import { shortHash } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { localTime, utcDate, utcTime, wholeTime, zoneName } from '../../format/time.ts';
import { openAudit, reachAudit, readAudit, readOlderAudit, useAudit } from '../../stores/audit.ts';
import { goQuietly } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { useRowHeights } from '../inbox/use-row-heights.ts';
import s from './Audit.module.css';
import { AuditEventPane } from './AuditEventPane.tsx';
import { VerdictStrip } from './VerdictStrip.tsx';

const kinds: readonly (readonly [string, string])[] = [
  ['', 'All'],
  ['approval.decided', 'Decisions'],
  ['effect.intent', 'Intents'],
  ['effect.receipt', 'Receipts'],
  ['policy.verdict', 'Policy'],
  ['stop.engaged', 'Emergency stops'],
];

/** The log: what was decided and done, chained by hash, with UTC beside local time. */
export function AuditPage({ seq }: { readonly seq: number | null }): ReactElement {
  const total = useAudit((state) => state.total);
  const events = useAudit((state) => state.events);
  const isLoading = useAudit((state) => state.isLoading);
  useEffect(() => openAudit(), []);
  useEffect(() => {
    if (seq !== null && !isLoading) void reachAudit(seq);
  }, [seq, isLoading]);
  const open = events.find((event) => event.seq === seq);
  return (
    <>
      <div className="head">
        <h1>Audit</h1>
        <span className="d">{count(total)} events</span>
        <span className="grow" />
      </div>
      <VerdictStrip />
      <Filters />
      <div className="panes">
        <Rows openSeq={open?.seq ?? null} />
        {open === undefined ? null : (
          <AuditEventPane event={open} next={events.find((event) => event.seq === open.seq + 1)} />
        )}
      </div>
    </>
  );
}

function Filters(): ReactElement {
  const kind = useAudit((state) => state.kind);
  const isOld = useAudit((state) => state.isOld);
  const events = useAudit((state) => state.events);
  const seen = [...new Set(events.map((event) => event.kind))].filter(
    (name) => !kinds.some(([known]) => known === name),
  );
  return (
    <div className={s['bar']}>
      <div className={s['quick']} role="group" aria-label="Kind">
        {kinds.map(([id, word]) => (
          <button key={id} type="button" aria-pressed={kind === id} onClick={() => void readAudit(id)}>
            {word}
          </button>
        ))}
      </div>
      {seen.length === 0 ? null : (
        <select
          className="input"
          style={{ width: 180 }}
          aria-label="Other kinds"
          value={kinds.some(([id]) => id === kind) ? '' : kind}
          onChange={(event) => void readAudit(event.target.value)}
        >
          <option value="">Other kinds</option>
          {seen.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      <span className="grow" />
      {isOld ? (
        <Button isSmall onPress={() => void readAudit()}>
          Show newer events
        </Button>
      ) : null}
    </div>
  );
}

function Rows({ openSeq }: { readonly openSeq: number | null }): ReactElement {
  const { events, kind, isLoading, failure } = useAudit();
  const rowPx = useRowHeights().table;
  const at = openSeq === null ? -1 : events.findIndex((event) => event.seq === openSeq);
  const onNearEnd = useCallback(() => void readOlderAudit(), []);
  const held = useRef<HTMLDivElement>(null);
  if (events.length === 0)
    return failure !== null ? (
      <Failure error={failure} onRetry={() => void readAudit()} />
    ) : isLoading ? (
      <Empty kind="loading" title="Reading the log" />
    ) : kind === '' ? (
      <Empty kind="nothing-yet" icon="audit" title="Nothing has been logged yet">
        The first command of a person, run or decision begins the chain.
      </Empty>
    ) : (
      <Empty
        kind="filtered-out"
        title={`No event of kind ${kind}`}
        action={<Button onPress={() => void readAudit('')}>Show all</Button>}
      />
    );

  function onKeyDown(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const target = events[Math.min(events.length - 1, Math.max(0, at + step))];
    if (target !== undefined) goQuietly({ page: 'audit', seq: target.seq });
  }

  return (
    <div className={`pane grow ${s['list']}`} ref={held}>
      <VirtualRows
        count={events.length}
        rowHeight={() => rowPx}
        rowKey={(index) => String(events[index]?.seq)}
        keepInView={at === -1 ? null : at}
        header={{ node: <Head at={events[0]?.atMs ?? 0} />, heightPx: 30 }}
        onNearEnd={onNearEnd}
        className={s['rows'] ?? ''}
        host={{
          role: 'grid',
          tabIndex: 0,
          'aria-label': 'Audit events',
          'aria-rowcount': -1,
          onKeyDown,
          ...(openSeq === null ? {} : { 'aria-activedescendant': `event-${openSeq}` }),
        }}
        row={(index) => {
          const event = events[index];
          return event === undefined ? null : <Row event={event} isOpen={event.seq === openSeq} index={index} />;
        }}
      />
    </div>
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -1e9,
  End: 1e9,
};

function Head({ at }: { readonly at: number }): ReactElement {
  return (
    <div className={`${s['row']} ${s['header']}`} role="row" aria-rowindex={1}>
      {['Seq', 'UTC', `Local ${zoneName(at)}`, 'Kind', 'Who', 'What', 'Leaf'].map((word) => (
        <span role="columnheader" key={word}>
          {word}
        </span>
      ))}
    </div>
  );
}

function Row(props: { readonly event: AuditEvent; readonly isOpen: boolean; readonly index: number }): ReactElement {
  const { event, isOpen, index } = props;
  return (
    <div
      role="row"
      id={`event-${event.seq}`}
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      className={`${s['row']} ${s['item']} ${isOpen ? s['open'] : ''}`}
      onClick={() => goQuietly({ page: 'audit', seq: event.seq })}
    >
      <span role="gridcell" className="d">
        {count(event.seq)}
      </span>
      <span role="gridcell" title={`${utcDate(event.atMs)} ${utcTime(event.atMs)} UTC`}>
        {utcTime(event.atMs).slice(0, 8)}
        <span className="d">{utcTime(event.atMs).slice(8)}</span>
      </span>
      <span role="gridcell" className="d" title={wholeTime(event.atMs)}>
        {localTime(event.atMs)}
      </span>
      <span role="gridcell" className="mono cut">
        {event.kind}
      </span>
      <span role="gridcell" className="cut">
        {event.actorId} <span className="d">{event.role ?? event.actorKind}</span>
      </span>
      <span role="gridcell" className="cut q" title={event.summary}>
        {event.summary}
      </span>
      <span role="gridcell" className="mono d">
        {shortHash(event.leafHash)}
      </span>
    </div>
  );
}
