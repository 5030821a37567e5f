import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { runLooks } from '../../format/status.ts';
import { hrefOf } from '../../stores/route.ts';
import type { StreamedCall } from '../../stores/turn-stream.ts';
import { Status } from '../../ui/Status.tsx';
import { Elapsed } from '../../ui/Time.tsx';
import s from './Turn.module.css';

/** How far a turn is, in its run's own word, or why it ended without an answer. */
export function TurnState(props: { readonly turn: Turn; readonly words: StreamedCall | undefined }): ReactElement {
  const { turn, words } = props;
  const { runId, error, status } = turn;
  return (
    <div className={s['state']} role="status">
      <Status look={turn.isQueued ? runLooks.queued : runLooks[status]} />
      <span className="d small grow">
        {error === null ? sayingOf(turn, words) : `${error.message} ${error.hint ?? 'What was finished is kept.'}`}
      </span>
      <span className="d small">
        <Elapsed from={turn.askedAtMs} to={turn.endedAtMs} />
      </span>
      {runId === null ? null : (
        <a className="small" href={hrefOf({ page: 'run', runId, tab: null })}>
          its run
        </a>
      )}
    </div>
  );
}

function sayingOf({ isQueued, doing, status }: Turn, words: StreamedCall | undefined): string {
  if (isQueued) return 'It begins when the turn before it has ended.';
  const calling = words?.calls.at(-1);
  if (calling !== undefined) return `asks for ${calling.name}`;
  if (words?.text !== undefined && words.text !== '') return 'answers';
  if (words !== undefined && words.reasoning !== '') return 'thinks';
  return doing ?? runLooks[status].meaning;
}
