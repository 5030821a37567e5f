import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { Question } from '../../../../shared/domain/conversation.ts';
import { answerQuestion } from '../../stores/conversation.ts';
import { usePrintedName } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Ago } from '../../ui/Time.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from './Turn.module.css';

/** A run asks the person something and waits; the answer goes to it once. */
export function AskedQuestion({ question }: { readonly question: Question }): ReactElement {
  const { questionId, text, choices, answer, answeredBy, answeredAtMs, isOver } = question;
  const [words, setWords] = useState('');
  const name = usePrintedName(answeredBy ?? '');
  const { isWaiting, refusal, send } = useAnswer(() => setWords(''));
  const isOpen = answer === null && !isOver;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (words.trim() !== '') void send(() => answerQuestion(questionId, words.trim()));
  }

  return (
    <section className={s['asked']} aria-label="A question to you">
      <p>
        <b className="b">
          <Shown text={text} />
        </b>{' '}
        <span className="d small">
          asked <Ago at={question.askedAtMs} />
        </span>
      </p>
      {answer === null ? null : (
        <p className={s['quote']}>
          <Shown text={answer} />{' '}
          <span className="d small">
            {name}
            {answeredAtMs === null ? null : (
              <>
                , <Ago at={answeredAtMs} />
              </>
            )}
          </span>
        </p>
      )}
      {answer === null && isOver ? <p className="d small">Nobody answered; the run went on without it.</p> : null}
      {isOpen ? (
        <>
          {choices.length === 0 ? null : (
            <div className={s['choices']}>
              {choices.map((choice) => (
                <Button
                  key={choice}
                  isSmall
                  isBusy={isWaiting}
                  onPress={() => void send(() => answerQuestion(questionId, choice))}
                >
                  {choice}
                </Button>
              ))}
            </div>
          )}
          <form className="row" onSubmit={submit}>
            <input
              className="input grow"
              aria-label="Your answer"
              placeholder={choices.length === 0 ? 'Your answer' : 'Or in other words'}
              value={words}
              maxLength={100_000}
              onChange={(event) => setWords(event.target.value)}
            />
            <Button
              type="submit"
              isSmall
              isBusy={isWaiting}
              whyNot={words.trim() === '' ? 'Write an answer first.' : undefined}
            >
              Answer
            </Button>
          </form>
          <Refusal refusal={refusal} />
        </>
      ) : null}
    </section>
  );
}
