import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { TurnAnswer } from '../../../../shared/domain/conversation.ts';
import { localTime } from '../../format/time.ts';
import { chooseSources, isAtWork, promoteTurn, regenerate, stopTurn } from '../../stores/conversation.ts';
import { sayThis } from '../../stores/composer.ts';
import { useTurnStream } from '../../stores/turn-stream.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { later } from '../../ui/later.tsx';
import { Status } from '../../ui/Status.tsx';
import { ActionOffer } from './ActionOffer.tsx';
import { AskedQuestion } from './AskedQuestion.tsx';
import { CallLine } from './CallLine.tsx';
import s from './Turn.module.css';
import { Explain } from './Explain.tsx';
import { laneWords } from './lane-words.ts';
import { linkCitations } from './link-citations.ts';
import { placeOf } from './places.ts';
import { PlanList } from './PlanList.tsx';
import { SteerLine } from './SteerLine.tsx';
import { TurnState } from './TurnState.tsx';
import { SourceList } from './SourceList.tsx';
import type { ShownTurn } from './TurnView.tsx';
import { WorkCard } from './WorkCard.tsx';

const MarkdownText = later(async () => (await import('../../ui/MarkdownText.tsx')).MarkdownText);

/** What came of a message: tools, words, sources, what it would do, and why it went the way it did. */
export function AnswerView({ turn, isLast, isDocked }: ShownTurn): ReactElement {
  const { answer, runId, outdated } = turn;
  const words = useTurnStream(({ byRun }) => (runId === null ? undefined : byRun.get(runId)));
  const isWorking = isAtWork(turn);
  const lane = turn.lanes.at(-1);
  return (
    <article className={s['answer']} aria-label="Answer" aria-busy={isWorking}>
      <h2>
        {answer?.engine ?? 'Assistant'} <span>{localTime(answer?.atMs ?? turn.askedAtMs)}</span>
        {lane === undefined ? null : (
          <span className={s['lane']}>
            <b>{lane.lane}</b> {laneWords(turn)}
          </span>
        )}
      </h2>
      <PlanList turn={turn} />
      {turn.calls.map((call) => (
        <CallLine key={call.callId} call={call} />
      ))}
      {answer !== null ? (
        <Text answer={answer} />
      ) : words === undefined || words.text === '' ? null : (
        <div className={s['stream']}>
          <MarkdownText text={words.text} meanwhile={<p>{words.text}</p>} />
          {words.hasHole ? (
            <p className="d small">A part was lost on the way; the whole comes with the answer.</p>
          ) : null}
        </div>
      )}
      {/* What was said before it was stopped or failed is no whole answer. */}
      {isWorking || answer === null || turn.status !== 'succeeded' ? <TurnState turn={turn} words={words} /> : null}
      {turn.steers.map((steer) => (
        <SteerLine key={steer.atMs} steer={steer} />
      ))}
      {turn.questions.map((question) => (
        <AskedQuestion key={question.questionId} question={question} />
      ))}
      {answer === null ? null : (
        <>
          {outdated.length === 0 ? null : (
            <p className={s['outdated']} role="status">
              <Status look={{ family: 'wait', mark: 'stale', word: 'outdated' }} />
              <span className="cut">{outdated.map(({ source, what }) => `[${source}] ${what}`).join(', ')}</span>
              <Button kind="quiet" isSmall icon="retry" onPress={() => void regenerate(turn.turnId)}>
                Refresh
              </Button>
            </p>
          )}
          {answer.verdicts
            .filter(({ verdict }) => verdict !== 'pass')
            .map(({ rule, verdict, message }) => (
              <p key={rule} className={s['verdict']}>
                <Status
                  look={
                    verdict === 'block'
                      ? { family: 'fail', mark: 'failed', word: 'held back' }
                      : { family: 'wait', mark: 'needs-attention', word: 'careful' }
                  }
                />{' '}
                {message} <span className="mono d">{rule}</span>
              </p>
            ))}
          {answer.choices.length === 0 ? null : (
            <ul className={s['choices']}>
              {answer.choices.map((choice) => (
                <li key={choice}>
                  <Button onPress={() => sayThis(choice)}>{choice}</Button>
                </li>
              ))}
            </ul>
          )}
          {isDocked && answer.sources.length > 0 ? <SourceList turn={turn} /> : null}
          {answer.action === null ? null : <ActionOffer turn={turn} action={answer.action} />}
        </>
      )}
      {turn.work.map((work) => (
        <WorkCard key={work.runId} work={work} />
      ))}
      <div className={s['verbs']}>
        {isWorking ? (
          <>
            <Button isSmall icon="stop" onPress={() => void stopTurn(turn.turnId)}>
              Stop
            </Button>
            {lane?.lane === 'background' ? null : (
              <Button kind="quiet" isSmall onPress={() => void promoteTurn(turn.turnId)}>
                Continue in background
              </Button>
            )}
          </>
        ) : (
          <>
            <Button kind="quiet" isSmall icon="retry" onPress={() => void regenerate(turn.turnId)}>
              Answer again
            </Button>
            {answer === null ? null : <CopyButton text={answer.text} />}
            {answer === null || answer.sources.length === 0 || isLast ? null : (
              <Button kind="quiet" isSmall onPress={() => chooseSources(turn.turnId)}>
                Sources
              </Button>
            )}
          </>
        )}
        {turn.runId === null ? null : <Explain turn={turn} />}
      </div>
    </article>
  );
}

function Text({ answer }: { readonly answer: TurnAnswer }): ReactElement {
  const text = useMemo(
    () =>
      linkCitations(
        answer.text,
        answer.sources.map((source) => placeOf(source)),
      ),
    [answer],
  );
  return <MarkdownText text={text} meanwhile={<p>{answer.text}</p>} />;
}
