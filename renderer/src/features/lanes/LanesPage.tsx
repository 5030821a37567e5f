import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { PastTurn } from '../../../../shared/domain/routing.ts';
import { count } from '../../format/number.ts';
import type { Look } from '../../format/status.ts';
import { duration } from '../../format/time.ts';
import { readEarlierPastTurns, readPastTurns, usePastTurns } from '../../stores/past-turns.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Lanes.module.css';

const looks: Readonly<Record<PastTurn['verdict']['right'], Look>> = {
  right: { family: 'ok', mark: 'succeeded', word: 'right' },
  wrong: { family: 'wait', mark: 'needs-attention', word: 'wrong' },
  'not-known': { family: 'idle', mark: 'queued', word: 'not known yet' },
};

/** Which lane past turns took, why, and whether it was the right one. */
export function LanesPage(): ReactElement {
  const { page, failure } = usePastTurns();
  useEffect(() => void readPastTurns(), []);
  return (
    <>
      <div className="head">
        <h1>Lanes of past turns</h1>
        {page === null ? null : (
          <span className="d small">
            of the newest 1,000: {count(page.counts.right)} right, {count(page.counts.wrong)} wrong,{' '}
            {count(page.counts['not-known'])} not known yet
          </span>
        )}
        <span className="grow" />
        <a className="small nw" href={hrefOf({ page: 'settings', section: 'lanes' })}>
          Where the lines are drawn
        </a>
        <a className="small nw" href={hrefOf({ page: 'assistant', conversationId: null })}>
          Assistant
        </a>
      </div>
      {failure !== null ? (
        <Failure error={failure} onRetry={() => void readPastTurns()} />
      ) : page === null ? (
        <Empty kind="loading" title="Reading past turns" />
      ) : page.turns.length === 0 ? (
        <Empty kind="nothing-yet" icon="assist" title="Nobody has said anything yet">
          Each turn of a conversation is listed here with the lane it took and why.
        </Empty>
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-label="Past turns">
          <table className={`table ${s['table']}`}>
            <thead>
              <tr>
                <th>Conversation</th>
                <th>Lane</th>
                <th>Why</th>
                <th className="r">Took, of its budget</th>
                <th>Was it right</th>
                <th className="r">Asked</th>
              </tr>
            </thead>
            <tbody>
              {page.turns.map((turn) => (
                <Row key={turn.turnId} turn={turn} />
              ))}
            </tbody>
          </table>
          {page.next === null ? null : (
            <p className={s['more']}>
              <Button kind="quiet" isSmall onPress={() => void readEarlierPastTurns()}>
                Show earlier turns
              </Button>
            </p>
          )}
        </div>
      )}
    </>
  );
}

function Row({ turn }: { readonly turn: PastTurn }): ReactElement {
  const { lanes, verdict, tookMs, budgetMs } = turn;
  const [first] = lanes;
  const speaking = first?.reasons.filter(({ speaksFor }) => speaksFor === first.lane) ?? [];
  return (
    <tr>
      <td>
        <a href={hrefOf({ page: 'assistant', conversationId: turn.conversationId })}>
          <Shown text={turn.title} />
        </a>
        <p className="d small">{turn.agentTitle}</p>
      </td>
      <td className="nw">
        {lanes
          .map(({ lane, by }) => `${lane}${by === 'rule' ? '' : by === 'person' ? ' (chosen)' : ' (moved)'}`)
          .join(', then ')}
      </td>
      <td className={s['why']}>{speaking.map(({ fact, value }) => `${fact} ${value}`).join(' · ')}</td>
      <td className="r nw">
        {tookMs === null ? 'at work' : duration(tookMs)} <span className="d">of {duration(budgetMs)}</span>
      </td>
      <td>
        <Status look={looks[verdict.right]} />
        <p className="d small">{verdict.because}</p>
      </td>
      <td className="r nw d">
        <Ago at={turn.askedAtMs} />
      </td>
    </tr>
  );
}
