import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { keyLabel } from '../../commands/command.ts';
import { useCard } from '../../stores/card.ts';
import type { HashCheck } from '../../stores/card.ts';
import { undoHeld, useDecide } from '../../stores/decide.ts';
import { compensateEffect } from '../../stores/effects.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { approveOpen } from '../inbox/moves.ts';
import s from './Card.module.css';

/** What can be done with the open item: the primary on the left says word for word what happens. */
export function CardActions(props: {
  readonly detail: ApprovalDetail;
  readonly isTurning: boolean;
}): ReactElement | null {
  const { detail, isTurning } = props;
  const hashCheck = useCard((state) => state.hashCheck);
  const isBusy = useDecide((state) => state.busy.has(detail.approvalId));
  const hasPerson = useActingPerson() !== null;
  const { status, tier } = detail;

  if (status === 'pending' || status === 'partly-approved') {
    const whyNot = obstacleOf({ hashCheck, isBusy, hasPerson, isTurning });
    const isTwo = tier === 'gate-two';
    return (
      <div className={`acts ${s['acts']}`}>
        <Button
          kind="primary"
          whyNot={whyNot}
          {...(isTwo ? {} : { keys: 'A' })}
          onPress={() => (isTwo ? showOverlay({ kind: 'confirm-two', detail }) : void approveOpen())}
        >
          <span className="cut" style={{ maxWidth: 420 }}>
            {detail.title}
            {isTwo ? '…' : ''}
          </span>
        </Button>
        <Button
          kind="danger"
          whyNot={whyNot}
          {...(isTwo ? {} : { keys: 'R' })}
          onPress={() => showOverlay({ kind: 'reject', items: [detail] })}
        >
          Reject
        </Button>
        <span className="grow" />
        <span className="d small">
          {detail.holdMs > 0 ? `held ${Math.round(detail.holdMs / 1000)} s before it runs` : 'runs at once'}
        </span>
      </div>
    );
  }
  if (status === 'holding')
    return (
      <div className={`acts ${s['acts']}`}>
        <Button icon="undo" keys={keyLabel('mod+z')} onPress={() => void undoHeld()}>
          Undo
        </Button>
        <span className="d small">Pending again, as if it had not been approved. Both decisions stay in the log.</span>
      </div>
    );
  if (status === 'executed')
    return (
      <div className={`acts ${s['acts']}`}>
        <Button
          icon="undo"
          whyNot={detail.canCompensate ? undefined : 'This cannot be undone: its tool declares no way back.'}
          onPress={() => void compensateEffect(detail.effectId)}
        >
          Roll back
        </Button>
      </div>
    );
  if (status === 'unknown')
    return (
      <div className={`acts ${s['acts']}`}>
        <Button
          kind="primary"
          onPress={() => showOverlay({ kind: 'reconcile', effectId: detail.effectId, title: detail.title })}
        >
          Settle what happened…
        </Button>
        <span className="d small">Find out at the target first; nothing is sent again by this.</span>
      </div>
    );
  return null;
}

function obstacleOf(state: {
  readonly hashCheck: HashCheck;
  readonly isBusy: boolean;
  readonly hasPerson: boolean;
  readonly isTurning: boolean;
}): string | undefined {
  if (!state.hasPerson) return 'Choose who you are first, at the top right.';
  if (state.isTurning) return 'The next card is being read.';
  if (state.isBusy) return 'The decision is on its way.';
  if (state.hashCheck === 'checking') return 'The bytes are being hashed.';
  if (state.hashCheck === 'differs') return 'The bytes shown do not have the hash to decide on.';
  return undefined;
}
