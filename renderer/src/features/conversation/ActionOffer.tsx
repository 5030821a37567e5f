import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { AssistantAction } from '../../../../shared/domain/assistant.ts';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { perform, whyNotPerform } from '../../stores/conversation.ts';
import { hrefOf } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from './Turn.module.css';

/** What an answer would do: its reading, echoed, and the button without which nothing happens. */
export function ActionOffer({ turn, action }: { readonly turn: Turn; readonly action: AssistantAction }): ReactElement {
  const [became, setBecame] = useState<'offered' | 'done' | 'left'>('offered');
  const [whyNot, setWhyNot] = useState<string | null>(null);
  const { isWaiting, refusal, send } = useAnswer(() => setBecame('done'));
  const isStarted = action.method === 'run.start' && turn.work.length > 0;
  const runId = action.input['runId'];
  useEffect(() => {
    let isWanted = true;
    // An offer of yesterday may be of a run that has ended since.
    void whyNotPerform(action).then((reason) => (isWanted ? setWhyNot(reason) : undefined));
    return () => {
      isWanted = false;
    };
  }, [action]);

  if (became === 'done' || isStarted)
    return (
      <p className="d small">
        Done: {action.label}
        {typeof runId === 'string' ? (
          <>
            . <a href={hrefOf({ page: 'run', runId, tab: null })}>Its run</a>
          </>
        ) : null}
      </p>
    );
  if (became === 'left') return <p className="d small">Left undone: {action.label}</p>;
  return (
    <div className={s['action']}>
      <span className="grow">
        <b className="b">{action.label}</b>
        <br />
        <span className="d small">Nothing happens until you press it.</span>
        <Refusal refusal={refusal} />
      </span>
      <Button
        kind="primary"
        isBusy={isWaiting}
        whyNot={whyNot ?? undefined}
        onPress={() => void send(() => perform(turn.turnId, action))}
      >
        {action.label}
      </Button>
      <Button kind="quiet" onPress={() => setBecame('left')}>
        Leave it
      </Button>
    </div>
  );
}
