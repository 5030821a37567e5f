import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { resend } from '../../stores/conversation.ts';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from './Turn.module.css';

/** What was said, in other words: it becomes an alternative beside the first, which stays. */
export function ResendForm({ turn, onDone }: { readonly turn: Turn; readonly onDone: () => void }): ReactElement {
  const [text, setText] = useState(turn.text);
  const { isWaiting, refusal, send } = useAnswer(onDone);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== '') void send(() => resend(turn, text.trim()));
  }

  return (
    <form className={s['resend']} onSubmit={submit}>
      <textarea
        aria-label="Say it in other words"
        value={text}
        maxLength={100_000}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands where the words were that are being changed
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      <Refusal refusal={refusal} />
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          isSmall
          isBusy={isWaiting}
          whyNot={text.trim() === '' ? 'Write something first.' : undefined}
        >
          Ask it like this
        </Button>
        <Button kind="quiet" isSmall onPress={onDone}>
          Leave it
        </Button>
        <span className="d small">The first answer stays beside it.</span>
      </div>
    </form>
  );
}
