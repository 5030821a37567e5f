import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { Conversation } from '../../../../shared/domain/conversation.ts';
import { renameConversation } from '../../stores/conversation.ts';
import { Button } from '../../ui/Button.tsx';
import { Refusal } from '../../ui/ReasonField.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import s from './Conversation.module.css';

/** The title of a conversation, being changed; Escape leaves it as it was. */
export function TitleField(props: { readonly conversation: Conversation; readonly onDone: () => void }): ReactElement {
  const { conversation, onDone } = props;
  const [title, setTitle] = useState(conversation.title);
  const { isWaiting, refusal, send } = useAnswer(onDone);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (title.trim() !== '') void send(() => renameConversation(conversation.conversationId, title.trim()));
  }

  return (
    <form className={s['title']} onSubmit={submit}>
      <input
        className="input"
        aria-label="Title of the conversation"
        value={title}
        maxLength={200}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands where the button was that was just pressed
        autoFocus
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
      />
      <Button
        type="submit"
        isSmall
        isBusy={isWaiting}
        whyNot={title.trim() === '' ? 'Write a title first.' : undefined}
      >
        Save
      </Button>
      <Refusal refusal={refusal} />
    </form>
  );
}
