import type { ReactElement } from 'react';
import type { DeadLetter } from '../../../../shared/domain/dead-letter.ts';
import { counted } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Queues.module.css';

const kinds = { failed: 'failed for good', zombie: 'tried again too often' } as const;

/** One dead letter: what happened, the evidence, and what can be done. */
export function LetterView(props: {
  readonly letter: DeadLetter;
  readonly isMarked: boolean;
  readonly onMark: (isMarked: boolean) => void;
  readonly onSettle: (verb: 'retry' | 'dismiss') => void;
}): ReactElement {
  const { letter, isMarked, onMark, onSettle } = props;
  const { runId, title, agentTitle, kind, queue, error, atMs, settled, retry } = letter;
  return (
    <article className={s['letter']} aria-label={title}>
      <div className={s['letterhead']}>
        {settled === null ? (
          <input
            type="checkbox"
            checked={isMarked}
            aria-label={`Mark ${title}`}
            onChange={(event) => onMark(event.target.checked)}
          />
        ) : null}
        <h2 className="b">
          <a href={hrefOf({ page: 'run', runId, tab: 'journal' })}>{title}</a>
        </h2>
        <span className="d small">
          {agentTitle}, queue {queue}, {kinds[kind]} <Ago at={atMs} />
        </span>
        <span className="grow" />
        {settled === null ? (
          <>
            <Button
              isSmall
              icon="retry"
              whyNot={retry.allowed ? undefined : retry.reason}
              onPress={() => onSettle('retry')}
            >
              Retry<span className="sr"> {title}</span>
            </Button>
            <Button isSmall kind="quiet" onPress={() => onSettle('dismiss')}>
              Dismiss<span className="sr"> {title}</span>
            </Button>
          </>
        ) : (
          <span className="d small">
            {settled.how} by {settled.by} <Ago at={settled.atMs} />
            {settled.reason === '' ? '' : `: ${settled.reason}`}
          </span>
        )}
      </div>
      <p>
        {error.message} <span className="d mono small">{error.code}</span>
        {error.hint === undefined ? null : <span className="d"> {error.hint}</span>}
      </p>
      <Evidence letter={letter} />
    </article>
  );
}

function Evidence({ letter }: { readonly letter: DeadLetter }): ReactElement {
  const { attempt, recoveries, records, lastErrors, inDoubt } = letter;
  return (
    <dl className="facts" aria-label="Evidence">
      <dt>Tried</dt>
      <dd className="tabular">
        {counted(attempt, 'attempt')}, {counted(recoveries, 'recovery', 'recoveries')}; its journal has{' '}
        {counted(records, 'record')}
      </dd>
      {lastErrors.length === 0 ? null : (
        <>
          <dt>Last errors</dt>
          <dd>
            <ul className={s['evidence']}>
              {lastErrors.map(({ ord, name, attempt: nth, message }) => (
                <li key={ord}>
                  <span className="d">
                    record {ord}, {name}, attempt {nth}:
                  </span>{' '}
                  {message}
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {inDoubt.length === 0 ? null : (
        <>
          <dt>Sent</dt>
          <dd>
            <ul className={s['evidence']}>
              {inDoubt.map(({ effectId, title, dispatches }) => (
                <li key={effectId}>
                  {title} <span className="d">{counted(dispatches, 'time')}</span>
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </dl>
  );
}
