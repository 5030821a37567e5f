import { useEffect, useRef } from 'react';
import type { FormEvent, KeyboardEvent, ReactElement } from 'react';
import { localTime } from '../../format/time.ts';
import { ask, setDraft, useAssistant } from '../../stores/assistant.ts';
import type { About } from '../../stores/assistant.ts';
import { useActingPerson } from '../../stores/person.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Answer } from './Answer.tsx';
import s from './Assistant.module.css';

const openers = [
  'What waits for a decision?',
  'Which runs failed, and why?',
  'What are the top issues in the newest report?',
];

/** Questions and answers, and the place to ask. */
export function Conversation({ about }: { readonly about: About | null }): ReactElement {
  const turns = useAssistant((state) => state.turns);
  const person = useActingPerson();
  const model = useWorkspace((state) => state.status?.model ?? '');
  const end = useRef<HTMLDivElement>(null);
  const last = turns.at(-1);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
    // Only a new turn or an answer that arrived moves the view.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [turns.length, last?.answer]);

  return (
    <>
      <div className={`scroll ${s['tail']}`} tabIndex={0} role="log" aria-label="Conversation">
        <div className={s['thread']}>
          {turns.length === 0 ? (
            <div className={s['hello']}>
              <h2 className="b">Ask about this workspace</h2>
              <p className="q">
                It answers from the store and its full-text index, with its sources, on{' '}
                {model === '' ? 'the embedded engine' : `the ${model}`}. It can start, cancel and retry runs; it does so
                only after you press the button.
              </p>
              <ul>
                {openers.map((question) => (
                  <li key={question}>
                    <button type="button" className="link" onClick={() => void ask(question, about)}>
                      {question}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
          {turns.map((turn) => (
            <div className={s['turn']} key={turn.id}>
              <article className={s['you']}>
                <h3>
                  {person?.printedName ?? 'You'} <span>{localTime(turn.askedAtMs)}</span>
                </h3>
                <p>{turn.question}</p>
              </article>
              <Answer turn={turn} about={about} />
            </div>
          ))}
          <div ref={end} />
        </div>
      </div>
      <Ask about={about} />
    </>
  );
}

function Ask({ about }: { readonly about: About | null }): ReactElement {
  const draft = useAssistant((state) => state.draft);

  function submit(event: FormEvent): void {
    event.preventDefault();
    void ask(draft, about);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && !event.repeat) {
      event.preventDefault();
      void ask(draft, about);
    }
  }

  return (
    <form className={s['ask']} onSubmit={submit}>
      <div className={s['box']}>
        {about === null ? null : <span className="tag">about this {about.kind}</span>}
        <textarea
          aria-label="Ask, or say what an agent should do"
          placeholder="Ask, or say what to do"
          rows={1}
          maxLength={4000}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" isSmall icon="send" whyNot={draft.trim() === '' ? 'Write a question first.' : undefined}>
          Ask
        </Button>
      </div>
    </form>
  );
}
