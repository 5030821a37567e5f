import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { readReviews, reviewPeriods, useReviews } from '../../stores/reviews.ts';
import { hrefOf } from '../../stores/route.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { ReviewedList } from './ReviewedList.tsx';
import s from './Reviews.module.css';
import { ReviewNumbers } from './ReviewNumbers.tsx';

/** A reviewer's own statistics: each number opens the decisions behind it. Nobody is shown another's. */
export function ReviewsPage(): ReactElement {
  const person = useActingPerson();
  const { days, isTeam, statistics, failure } = useReviews();
  const personId = person?.personId;
  useEffect(() => {
    // Another person’s numbers are read anew.
    if (personId !== undefined) void readReviews({ isTeam: false, measure: 'decided', day: null });
  }, [personId]);
  return (
    <>
      <div className="head">
        <h1>{isTeam ? 'Everybody’s decisions' : 'Your decisions'}</h1>
        <span className="d small">
          {isTeam ? 'together, without names' : 'for you alone: they judge the way of working, not the person'}
        </span>
        <span className="grow" />
        <a className="small nw" href={hrefOf({ page: 'inbox', approvalId: null })}>
          Inbox
        </a>
      </div>
      <div className={s['bar']} role="group" aria-label="Period">
        {reviewPeriods.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={span === days}
            onClick={() => void readReviews({ days: span, day: null })}
          >
            {span} days
          </button>
        ))}
        {person?.role === 'admin' ? (
          <label className={s['team']}>
            <input
              type="checkbox"
              checked={isTeam}
              onChange={(event) => void readReviews({ isTeam: event.target.checked, day: null })}
            />
            Everybody together
          </label>
        ) : null}
      </div>
      <div className="panes">
        <section className={`pane scroll ${s['numbers']}`} aria-label="Numbers" tabIndex={0}>
          {failure !== null ? (
            <Failure error={failure} onRetry={() => void readReviews()} />
          ) : statistics === null ? (
            <Empty kind="loading" title="Reading the decisions" />
          ) : (
            <ReviewNumbers statistics={statistics} />
          )}
        </section>
        {isTeam ? null : (
          <section className={`pane grow ${s['items']}`} aria-label="Decisions behind the number">
            <ReviewedList />
          </section>
        )}
      </div>
    </>
  );
}
