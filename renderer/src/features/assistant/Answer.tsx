import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { AssistantAction, AssistantAnswer, Citation } from '../../../../shared/domain/assistant.ts';
import { explain } from '../../format/errors.ts';
import { duration, localTime } from '../../format/time.ts';
import { ask, confirmAction, declineAction } from '../../stores/assistant.ts';
import type { About, Turn } from '../../stores/assistant.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { later } from '../../ui/later.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Assistant.module.css';
import { linkCitations } from './link-citations.ts';

const MarkdownText = later(async () => (await import('../../ui/MarkdownText.tsx')).MarkdownText);

/** One answer: what was found, its sources, and what it would do if you say so. */
export function Answer({ turn, about }: { readonly turn: Turn; readonly about: About | null }): ReactElement {
  const { answer, failure } = turn;
  if (failure !== null) return <Failure error={failure} onRetry={() => void ask(turn.question, about)} />;
  if (answer === null)
    return (
      <p className="d small" role="status">
        Looking it up
      </p>
    );
  return (
    <article className={s['answer']} aria-label="Answer">
      <h3>
        Assistant <span>{localTime(answer.atMs)}</span>
        <span className={s['lane']}>
          <b>{answer.lane}</b> {answer.engine}, {duration(answer.tookMs)}
        </span>
      </h3>
      <Text answer={answer} />
      {answer.choices.length === 0 ? null : (
        <ul className={s['choices']}>
          {answer.choices.map((choice) => (
            <li key={choice}>
              <Button onPress={() => void ask(choice, about)}>{choice}</Button>
            </li>
          ))}
        </ul>
      )}
      {answer.citations.length === 0 ? null : (
        <ol className={s['cites']}>
          {answer.citations.map((citation, index) => (
            <li key={`${citation.kind}-${citation.id}`} id={`cite-${answer.answerId}-${index + 1}`}>
              <span className={s['k']}>{index + 1}</span>
              <a className="cut" href={placeOf(citation)} title={citation.label}>
                {citation.label}
              </a>
              <span className="d nw">
                {citation.kind}, <Ago at={citation.atMs} />
              </span>
            </li>
          ))}
        </ol>
      )}
      {answer.action === null ? null : <Action turn={turn} action={answer.action} />}
    </article>
  );
}

function Text({ answer }: { readonly answer: AssistantAnswer }): ReactElement {
  const text = useMemo(() => linkCitations(answer.text, answer.citations.map(placeOf)), [answer]);
  return <MarkdownText text={text} meanwhile={<p>{answer.text}</p>} />;
}

function Action({ turn, action }: { readonly turn: Turn; readonly action: AssistantAction }): ReactElement {
  if (turn.action === 'done')
    return (
      <div className={s['action']}>
        <span className="grow">
          Done: {action.label}
          {turn.result === null ? null : (
            <>
              . <a href={hrefOf({ page: 'run', runId: turn.result.runId, tab: null })}>{turn.result.label}</a>
            </>
          )}
        </span>
      </div>
    );
  if (turn.action === 'declined') return <p className="d small">Left undone: {action.label}</p>;
  return (
    <div className={s['action']}>
      <span className="grow">
        <b className="b">{action.label}</b>
        <br />
        <span className="d small">Nothing happens until you press it.</span>
        {turn.actionFailure === null ? null : (
          <span className="bad" role="alert">
            <br />
            {explain(turn.actionFailure).detail} {explain(turn.actionFailure).next}
          </span>
        )}
      </span>
      <Button
        kind="primary"
        whyNot={turn.action === 'doing' ? 'It is on its way.' : undefined}
        onPress={() => void confirmAction(turn.id, action)}
      >
        {action.label}
      </Button>
      <Button kind="quiet" onPress={() => declineAction(turn.id)}>
        Leave it
      </Button>
    </div>
  );
}

function placeOf(citation: Citation): string {
  switch (citation.kind) {
    case 'run':
      return hrefOf({ page: 'run', runId: citation.id, tab: null });
    case 'approval':
      return hrefOf({ page: 'inbox', approvalId: citation.id });
    case 'agent':
      return hrefOf({ page: 'agents', agentId: citation.id, isStarting: false });
    case 'audit':
      return hrefOf({ page: 'audit', seq: /^\d+$/.test(citation.id) ? Number(citation.id) : null });
    case 'artifact':
      return hrefOf({ page: 'run', runId: citation.runId ?? citation.id, tab: 'report' });
  }
}
