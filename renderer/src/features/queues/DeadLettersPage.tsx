import { useEffect, useState, type ReactElement } from 'react';
import type { DeadLetter } from '../../../../shared/domain/dead-letter.ts';
import { count } from '../../format/number.ts';
import type { BulkTarget } from '../../stores/bulk.ts';
import {
  openDeadLetters,
  readMoreLetters,
  useDeadLetters,
  whyNoLetterFilter,
  type DeadLetterPage,
} from '../../stores/dead-letters.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { RunsNav } from '../runs/RunsNav.tsx';
import { LetterView } from './LetterView.tsx';
import s from './Queues.module.css';
import { SettleSheet } from './SettleSheet.tsx';

/** Runs that will not be tried again by themselves, with what tells why. */
export function DeadLettersPage(): ReactElement {
  const { letters, next, open, failure } = useDeadLetters();
  const [page, setPage] = useState<DeadLetterPage>('open');
  const [settling, setSettling] = useState<{ letter: DeadLetter; verb: 'retry' | 'dismiss' } | null>(null);
  const [query, setQuery] = useState('');
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set());
  const problem = whyNoLetterFilter(query);
  useEffect(() => (problem === undefined ? openDeadLetters(page, query) : undefined), [page, query, problem]);
  const marked = (letters ?? []).flatMap((letter) =>
    letter.settled === null && marks.has(keyOf(letter)) ? [letter.runId] : [],
  );
  return (
    <>
      <div className="head">
        <h1>Dead letters</h1>
        <RunsNav />
        <span className="grow" />
        {page === 'open' ? (
          <BulkButtons query={query} marked={marked} whyNot={problem} isEmpty={letters?.length === 0} />
        ) : null}
      </div>
      <Tabs
        label="Which dead letters"
        panelId="dead-letters"
        options={[
          { id: 'open', label: 'Open', count: count(open) },
          { id: 'settled', label: 'Settled' },
        ]}
        chosen={page}
        onChoose={setPage}
      />
      <div className={s['letterfilter']}>
        <input
          className="input"
          type="search"
          aria-label="Filter dead letters"
          placeholder="agent:ticket-review and words"
          value={query}
          maxLength={200}
          onChange={(event) => setQuery(event.target.value)}
        />
        {problem === undefined ? null : (
          <span role="alert" className="bad small">
            {problem}
          </span>
        )}
      </div>
      <div
        id="dead-letters"
        role="tabpanel"
        aria-labelledby={`dead-letters-${page}`}
        className={`scroll ${s['letters']}`}
        tabIndex={0}
      >
        {failure !== null ? (
          <Failure error={failure} />
        ) : letters === null ? (
          <Empty kind="loading" title="Reading dead letters" />
        ) : letters.length === 0 ? (
          <NoLetters page={page} isFiltered={query !== ''} />
        ) : (
          letters.map((letter) => (
            <LetterView
              key={keyOf(letter)}
              letter={letter}
              isMarked={marks.has(keyOf(letter))}
              onMark={(isMarked) => setMarks(withMark(marks, keyOf(letter), isMarked))}
              onSettle={(verb) => setSettling({ letter, verb })}
            />
          ))
        )}
        {next === null ? null : (
          <div>
            <Button isSmall onPress={() => void readMoreLetters(page, query)}>
              Older ones
            </Button>
          </div>
        )}
      </div>
      {settling === null ? null : <SettleSheet {...settling} onClose={() => setSettling(null)} />}
    </>
  );
}

/** The same for many, as one job: those that are marked, or all that the filter matches. */
function BulkButtons(props: {
  readonly query: string;
  readonly marked: readonly string[];
  readonly whyNot: string | undefined;
  readonly isEmpty: boolean;
}): ReactElement {
  const { query, marked, isEmpty } = props;
  const target: BulkTarget = marked.length > 0 ? { kind: 'marked', runIds: marked } : { kind: 'letters', query };
  const whom = marked.length > 0 ? `${count(marked.length)} marked` : query === '' ? 'all' : 'all that match';
  const whyNot = props.whyNot ?? (isEmpty ? 'No dead letter is open here.' : undefined);
  return (
    <>
      {(['retry', 'dismiss'] as const).map((verb) => (
        <Button
          key={verb}
          isSmall
          kind="quiet"
          whyNot={whyNot}
          onPress={() => showOverlay({ kind: 'bulk-runs', target, verb })}
        >
          {verb === 'retry' ? 'Retry' : 'Dismiss'} {whom}…
        </Button>
      ))}
    </>
  );
}

/** A run that fails again has another letter, which nobody has marked. */
function keyOf({ runId, lineageId }: DeadLetter): string {
  return `${runId} ${lineageId}`;
}

function withMark(marks: ReadonlySet<string>, key: string, isMarked: boolean): ReadonlySet<string> {
  const next = new Set(marks);
  if (isMarked) next.add(key);
  else next.delete(key);
  return next;
}

function NoLetters(props: { readonly page: DeadLetterPage; readonly isFiltered: boolean }): ReactElement {
  const { page, isFiltered } = props;
  if (isFiltered)
    return (
      <Empty kind="nothing-yet" icon="runs" title="No dead letter matches">
        Another filter may find some.
      </Empty>
    );
  return page === 'open' ? (
    <Empty kind="nothing-yet" icon="check" title="No run was given up">
      A run that fails for good, or is tried again too often, is listed here with what tells why.
    </Empty>
  ) : (
    <Empty kind="nothing-yet" icon="clock" title="Nothing was settled yet">
      Dead letters that were retried, rolled back or dismissed stay here with the reason.
    </Empty>
  );
}
