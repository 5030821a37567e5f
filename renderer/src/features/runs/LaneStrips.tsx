import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { hrefOf } from '../../stores/route.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Status } from '../../ui/Status.tsx';
import s from './Runs.module.css';

const mostCells = 48;

/** What the three lanes carry now, with their base. */
export function LaneStrips(): ReactElement | null {
  const lanes = useWorkspace((state) => state.status?.lanes);
  if (lanes === undefined) return null;
  const { pending } = lanes.approval;
  return (
    <div className={s['load']}>
      {(['interactive', 'background'] as const).map((name) => {
        const { used, capacity, queued } = lanes[name];
        return (
          <div className={s['lane']} key={name}>
            <div className="row">
              <span className="b">{name === 'interactive' ? 'Interactive' : 'Background'}</span>
              <span className="grow" />
              <span className="small">
                {queued > 0 ? (
                  <Status look={{ family: 'idle', mark: 'queued', word: `${count(queued)} queued` }} />
                ) : (
                  <Status look={{ family: 'ok', mark: 'succeeded', word: 'nothing queued' }} />
                )}
              </span>
            </div>
            <div className={s['figures']}>
              <span className={s['big']}>{count(used)}</span>
              <span className="q">of {count(capacity)} in use</span>
            </div>
            <Cells used={used} capacity={capacity} />
          </div>
        );
      })}
      <div className={s['lane']}>
        <div className="row">
          <span className="b">Approval</span>
          <span className="grow" />
          {pending > 0 ? (
            <a className="small" href={hrefOf({ page: 'inbox', approvalId: null })}>
              Open the inbox
            </a>
          ) : null}
        </div>
        <div className={s['figures']}>
          <span className={s['big']}>{count(pending)}</span>
          <span className="q">waiting for people</span>
        </div>
        <div className={s['cells']}>
          <i className={pending > 0 ? s['people'] : ''} />
        </div>
      </div>
    </div>
  );
}

function Cells({ used, capacity }: { readonly used: number; readonly capacity: number }): ReactElement {
  const cells = Math.max(1, Math.min(mostCells, capacity));
  const full = Math.round((used / Math.max(1, capacity)) * cells);
  return (
    <div className={s['cells']}>
      {Array.from({ length: cells }, (_, at) => (
        <i key={at} className={at < full ? s['full'] : ''} />
      ))}
    </div>
  );
}
