import { useState } from 'react';
import type { ReactElement } from 'react';
import type { TurnCall } from '../../../../shared/domain/conversation.ts';
import { duration } from '../../format/time.ts';
import type { Look } from '../../format/status.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { Status } from '../../ui/Status.tsx';
import s from './Turn.module.css';
import { InlineApproval } from './InlineApproval.tsx';

const looks: Readonly<Record<TurnCall['status'], Look>> = {
  running: { family: 'active', mark: 'running', word: 'running' },
  'waiting-approval': { family: 'wait', mark: 'waiting-approval', word: 'waits for a decision' },
  done: { family: 'ok', mark: 'succeeded', word: 'done' },
  failed: { family: 'fail', mark: 'failed', word: 'failed' },
  refused: { family: 'idle', mark: 'cancelled', word: 'refused' },
  unknown: { family: 'unknown', mark: 'unknown', word: 'unknown' },
};

/** One tool a turn used: what for, how it went, and, unfolded, what was asked and what came back, inert. */
export function CallLine({ call }: { readonly call: TurnCall }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const { tool, status, tookMs, approvalId, preview, provenance } = call;
  return (
    <>
      <div className={s['tool']}>
        <button type="button" className={s['toolhead']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="right" className={isOpen ? 'turned' : ''} />
          <span className="mono">{tool}</span>
          <span className="d cut">
            <Shown text={call.arguments === '{}' ? '' : call.arguments} />
          </span>
          <span className="grow" />
          {tookMs === null ? null : <span className="d nw">{duration(tookMs)}</span>}
          <Status look={looks[status]} />
        </button>
        {isOpen ? (
          <div className={s['toolbody']}>
            <h3 className="label">Asked</h3>
            <pre>
              <Shown text={call.arguments} />
            </pre>
            <h3 className="label">
              Came back{' '}
              {provenance === null ? null : <span className="wait">from {provenance}: untrusted, quoted as it is</span>}
            </h3>
            <pre>
              <Shown text={preview === '' ? 'nothing yet' : preview} />
            </pre>
          </div>
        ) : null}
      </div>
      {approvalId === null ? null : <InlineApproval approvalId={approvalId} />}
    </>
  );
}
