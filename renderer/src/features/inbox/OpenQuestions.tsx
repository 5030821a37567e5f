import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { openQuestions, useQuestions } from '../../stores/questions.ts';
import { hrefOf } from '../../stores/route.ts';
import { AskedQuestion } from '../conversation/AskedQuestion.tsx';
import s from './Inbox.module.css';

/** Questions that stand there at once; the rest is counted. */
const mostShown = 2;

/** What runs ask people waits here as actions do; it is answered here, or in its conversation. */
export function OpenQuestions(): ReactElement | null {
  const questions = useQuestions((state) => state.open);
  useEffect(() => openQuestions(), []);
  if (questions.length === 0) return null;
  return (
    <section className={s['atbudget']} aria-label="Questions of runs">
      {questions.slice(0, mostShown).map((question) => (
        <div key={question.questionId}>
          <AskedQuestion question={question} />
          <a href={placeOf(question)}>{question.conversationId === null ? 'Its run' : 'Its conversation'}</a>
        </div>
      ))}
      {questions.length > mostShown ? (
        <span className="d small">{counted(questions.length - mostShown, 'more question')}</span>
      ) : null}
    </section>
  );
}

function placeOf({
  conversationId,
  runId,
}: {
  readonly conversationId: string | null;
  readonly runId: string;
}): string {
  return conversationId === null
    ? hrefOf({ page: 'run', runId, tab: null })
    : hrefOf({ page: 'assistant', conversationId });
}
