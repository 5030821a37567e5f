import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { changePlan, isAtWork } from '../../stores/conversation.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from './Turn.module.css';

type Step = Turn['plan'][number];

const marks = { open: 'queued', doing: 'running', done: 'succeeded', dropped: 'cancelled' } as const;
const families = { open: 'idle', doing: 'active', done: 'ok', dropped: 'idle' } as const;

/** What a turn means to do, in its order; while it is at work, a person can change what is still open. */
export function PlanList({ turn }: { readonly turn: Turn }): ReactElement | null {
  const [draft, setDraft] = useState<readonly Step[] | null>(null);
  const { isWaiting, refusal, send } = useAnswer(() => setDraft(null));
  if (turn.plan.length === 0) return null;
  if (draft === null)
    return (
      <section className={s['plan']} aria-label="Plan">
        <div className="row">
          <h3 className="label grow">Plan</h3>
          {isAtWork(turn) ? (
            <Button kind="quiet" isSmall onPress={() => setDraft(turn.plan)}>
              Change it
            </Button>
          ) : null}
        </div>
        <ol>
          {turn.plan.map((step, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a plan is shown as it is, in its order
            <li key={at} className={step.status === 'dropped' ? s['dropped'] : ''}>
              <span className={families[step.status]}>
                <Mark name={marks[step.status]} />
              </span>
              <span>{step.text}</span>
              <span className="sr">{step.status}</span>
            </li>
          ))}
        </ol>
      </section>
    );
  const change = (at: number, part: Partial<Step>): void =>
    setDraft(draft.map((step, index) => (index === at ? { ...step, ...part } : step)));
  return (
    <section className={s['plan']} aria-label="Plan, being changed">
      <ol>
        {draft.map((step, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps have no name but their place
          <li key={at}>
            {step.status === 'open' ? (
              <>
                <input
                  className="input grow"
                  aria-label={`Step ${at + 1}`}
                  value={step.text}
                  maxLength={500}
                  onChange={(event) => change(at, { text: event.target.value })}
                />
                <Button kind="quiet" isSmall onPress={() => change(at, { status: 'dropped' })}>
                  Leave out
                </Button>
              </>
            ) : (
              <span className={step.status === 'dropped' ? s['dropped'] : 'd'}>{step.text}</span>
            )}
          </li>
        ))}
      </ol>
      <div className="row">
        <Button isSmall icon="plus" onPress={() => setDraft([...draft, { text: '', status: 'open' }])}>
          One more step
        </Button>
        <span className="grow" />
        <Button
          kind="primary"
          isSmall
          isBusy={isWaiting}
          whyNot={draft.some(({ text }) => text.trim() === '') ? 'A step has no words.' : undefined}
          onPress={() => void send(() => changePlan(turn.turnId, [...draft]))}
        >
          Go on with this plan
        </Button>
        <Button kind="quiet" isSmall onPress={() => setDraft(null)}>
          Leave it
        </Button>
      </div>
      <Refusal refusal={refusal} />
    </section>
  );
}
