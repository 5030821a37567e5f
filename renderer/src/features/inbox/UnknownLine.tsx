import type { ReactElement } from 'react';
import { counted } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Inbox.module.css';

/** Named one by one; the rest is counted, and comes up as these are settled. */
const mostShown = 3;

/** Actions that were sent and whose outcome nobody knows, also those that needed no approval: a person settles them. */
export function UnknownLine(): ReactElement | null {
  const unknown = useWorkspace((state) => state.status?.unknown);
  if (unknown === undefined || unknown.count === 0) return null;
  return (
    <section className={s['atbudget']} aria-label="Actions of unknown outcome">
      <b className="b">{counted(unknown.count, 'action')} of unknown outcome: find out and settle</b>
      <ul>
        {unknown.effects.slice(0, mostShown).map(({ effectId, approvalId, title }) => (
          <li key={effectId} className="row">
            {approvalId === null ? (
              <span className="cut grow">{title}</span>
            ) : (
              <a className="cut grow" href={hrefOf({ page: 'inbox', approvalId })}>
                {title}
              </a>
            )}
            <Button
              isSmall
              title={`Settle what happened: ${title}`}
              onPress={() => showOverlay({ kind: 'reconcile', effectId, title })}
            >
              Settle…
            </Button>
          </li>
        ))}
      </ul>
      {unknown.count > mostShown ? <span className="d small">The oldest first.</span> : null}
    </section>
  );
}
