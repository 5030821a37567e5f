import type { ReactElement } from 'react';
import type { ReviewMeasure, ReviewStatistics } from '../../../../shared/domain/review-statistics.ts';
import { count } from '../../format/number.ts';
import { duration } from '../../format/time.ts';
import { readReviews, useReviews } from '../../stores/reviews.ts';
import s from './Reviews.module.css';

/** The numbers of a period, each with what it is of. */
export function ReviewNumbers({ statistics }: { readonly statistics: ReviewStatistics }): ReactElement {
  const { decided, approved, rejected, answered, told, unopened, streak, agreed, rolledBack, days } = statistics;
  const most = Math.max(1, ...days.map((one) => one.decided));
  return (
    <>
      {statistics.isCut ? <p className="note">There are more than {count(decided)}: these are the last ones.</p> : null}
      <ul className={s['list']}>
        <Line measure="decided" word="Decided" value={count(decided)} />
        <Line measure="approved" word="Approved" value={ofAll(approved, decided)} />
        <Line measure="rejected" word="Rejected" value={ofAll(rejected, decided)} />
        <Line measure="answered" word="Answered instead" value={ofAll(answered, decided)} />
        <Line
          measure="unopened"
          word="Without the evidence in sight"
          value={ofAll(unopened.n, unopened.of)}
          of={`of ${count(unopened.of)} with evidence, decided on a card here`}
        />
        <Line
          measure="streak"
          word="Longest run of approvals"
          value={count(streak.longest)}
          of="without a rejection between them"
        />
        <Line
          measure="agreed"
          word="As most others decided"
          value={ofAll(agreed.n, agreed.of)}
          of={`of ${count(agreed.of)} on which others decided alike items`}
        />
        <Line measure="disagreed" word="Unlike most others" value={count(agreed.of - agreed.n)} />
        <Line
          measure="rolled-back"
          word="Rolled back after approval"
          value={ofAll(rolledBack.n, rolledBack.of)}
          of={`of ${count(rolledBack.of)} carried out`}
        />
      </ul>
      <dl className={`facts ${s['facts']}`}>
        <dt>Card open before the decision, median</dt>
        <dd>
          {statistics.medianShownMs === null
            ? 'not known'
            : `${duration(statistics.medianShownMs)}, of ${count(told.n)} decided on a card here`}
        </dd>
        <dt>From question to decision, median</dt>
        <dd>{statistics.medianWaitMs === null ? 'nothing decided' : duration(statistics.medianWaitMs)}</dd>
      </dl>
      <h2 className="label">By day</h2>
      {days.length === 0 ? <p className="d">No decision in this period.</p> : null}
      <ul className={s['days']}>
        {days.toReversed().map((one) => (
          <DayLine key={one.day} day={one.day} decided={one.decided} most={most} />
        ))}
      </ul>
    </>
  );
}

function Line(props: {
  readonly measure: ReviewMeasure;
  readonly word: string;
  readonly value: string;
  readonly of?: string;
}): ReactElement {
  const { measure, word, value, of } = props;
  const isChosen = useReviews((state) => state.measure === measure && state.day === null);
  const isTeam = useReviews((state) => state.isTeam);
  const inside = (
    <>
      <span>
        {word}
        {of === undefined ? null : <span className="d small"> {of}</span>}
      </span>
      <span className="tabular b nw">{value}</span>
    </>
  );
  return (
    <li>
      {isTeam ? (
        <div className={s['line']}>{inside}</div>
      ) : (
        <button
          type="button"
          className={s['line']}
          aria-pressed={isChosen}
          onClick={() => void readReviews({ measure, day: null })}
        >
          {inside}
        </button>
      )}
    </li>
  );
}

function DayLine({
  day,
  decided,
  most,
}: {
  readonly day: string;
  readonly decided: number;
  readonly most: number;
}): ReactElement {
  const isChosen = useReviews((state) => state.day === day);
  const isTeam = useReviews((state) => state.isTeam);
  return (
    <li>
      <button
        type="button"
        className={s['line']}
        aria-pressed={isChosen}
        disabled={isTeam}
        onClick={() => void readReviews({ measure: 'decided', day })}
      >
        <span className="tabular">{day}</span>
        <span className={s['bars']} aria-hidden="true">
          <span style={{ width: `${(decided / most) * 100}%` }} />
        </span>
        <span className="tabular b">{count(decided)}</span>
      </button>
    </li>
  );
}

/** `34 (12 %)`; a share of nothing is none. */
function ofAll(n: number, of: number): string {
  return of === 0 ? count(n) : `${count(n)} (${Math.round((n / of) * 100)} %)`;
}
