import { useEffect, useState, type ReactElement } from 'react';
import type { DeadLetter } from '../../../../shared/domain/dead-letter.ts';
import { count } from '../../format/number.ts';
import { openDeadLetters, readMoreLetters, useDeadLetters, type DeadLetterPage } from '../../stores/dead-letters.ts';
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
  useEffect(() => openDeadLetters(page), [page]);
  return (
    <>
      <div className="head">
        <h1>Dead letters</h1>
        <RunsNav />
        <span className="grow" />
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
          <NoLetters page={page} />
        ) : (
          letters.map((letter) => (
            <LetterView
              key={`${letter.runId} ${letter.lineageId}`}
              letter={letter}
              onSettle={(verb) => setSettling({ letter, verb })}
            />
          ))
        )}
        {next === null ? null : (
          <div>
            <Button isSmall onPress={() => void readMoreLetters(page)}>
              Older ones
            </Button>
          </div>
        )}
      </div>
      {settling === null ? null : <SettleSheet {...settling} onClose={() => setSettling(null)} />}
    </>
  );
}

function NoLetters({ page }: { readonly page: DeadLetterPage }): ReactElement {
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
