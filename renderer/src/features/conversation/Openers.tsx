import type { ReactElement } from 'react';
import { sayThis } from '../../stores/composer.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import s from './Conversation.module.css';

const openers = [
  'What waits for a decision?',
  'Which runs failed, and why?',
  'What are the top issues in the newest report?',
];

/** What can be said here, before anything has been. */
export function Openers(): ReactElement {
  const model = useWorkspace((state) => state.status?.model ?? '');
  return (
    <div className={s['hello']}>
      <h2 className="b">Ask about this workspace, or say what an agent should do</h2>
      <p className="q">
        Answers come from the store and its full-text index, with their sources, on{' '}
        {model === '' ? 'the embedded language engine' : model}. Whatever changes something is echoed first, and done
        only after you press its button; what leaves the machine goes through the inbox’s rules, here too.
      </p>
      <ul>
        {openers.map((question) => (
          <li key={question}>
            <button type="button" className="link" onClick={() => sayThis(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
