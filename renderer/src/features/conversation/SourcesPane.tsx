import type { ReactElement } from 'react';
import { runLooks } from '../../format/status.ts';
import { useConversation } from '../../stores/conversation.ts';
import { hrefOf } from '../../stores/route.ts';
import { Status } from '../../ui/Status.tsx';
import s from './Conversation.module.css';
import t from './Turn.module.css';
import { SourceList } from './SourceList.tsx';

/** What the open answer stands on, each with its age, and the work of the conversation. */
export function SourcesPane(): ReactElement {
  const turns = useConversation((state) => state.turns);
  const chosenId = useConversation((state) => state.chosenTurnId);
  const chosen =
    turns.find(({ turnId }) => turnId === chosenId) ??
    turns.findLast(({ answer }) => answer !== null && answer.sources.length > 0);
  const work = turns.flatMap((turn) => turn.work);
  return (
    <aside className={`pane ${s['sources']}`} aria-label="Sources">
      <div className="head">
        <h2>Sources</h2>
        <span className="d small">of the open answer</span>
      </div>
      <div className={`scroll ${s['sourcesbody']}`}>
        {chosen === undefined ? (
          <p className="d small">An answer’s facts stand here, each with its age, once there is one.</p>
        ) : (
          <SourceList turn={chosen} />
        )}
        {work.length === 0 ? null : (
          <section>
            <h3 className="label">Work of this conversation</h3>
            <ul className={t['work']}>
              {work.map((one) => (
                <li key={one.runId}>
                  <Status look={runLooks[one.status]} />
                  <a className="cut" href={hrefOf({ page: 'run', runId: one.runId, tab: null })}>
                    {one.title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </aside>
  );
}
