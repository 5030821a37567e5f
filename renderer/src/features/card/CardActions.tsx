import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import { policyToolId } from '../../../../shared/domain/policy-version.ts';
import { hintOf } from '../../commands/hint.ts';
import { undoOne } from '../../stores/decide.ts';
import { holdWords } from '../../format/time.ts';
import { isUndoOver, undoWords } from '../../format/undo.ts';
import { compensateEffect } from '../../stores/effects.ts';
import { useInbox } from '../../stores/inbox.ts';
import { hrefOf } from '../../stores/route.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { useSelection } from '../../stores/selection.ts';
import { Button } from '../../ui/Button.tsx';
import { Shown } from '../../ui/Shown.tsx';
import { approveOpen } from '../inbox/moves.ts';
import s from './Card.module.css';
import { DutyMenu } from './duty/DutyMenu.tsx';
import { useObstacles } from './obstacle.ts';

/** What can be done with the open item: the primary on the left says word for word what happens. */
export function CardActions({ detail }: { readonly detail: ApprovalDetail }): ReactElement | null {
  const whyNot = useObstacles(detail);
  const isGroup = useInbox(({ focus }) => focus?.kind === 'group');
  const isSet = useSelection(({ marked }) => marked.size > 0) || isGroup;
  const { status, tier } = detail;

  if (status === 'pending' || status === 'partly-approved') {
    const isTwo = tier === 'gate-two';
    // While items are marked, or on the head of a group, the keys mean the set; this button means its own item.
    const keysOf = (id: string): { keys?: string } => {
      const keys = isTwo || isSet ? null : hintOf(id);
      return keys === null ? {} : { keys };
    };
    return (
      <div className={`acts ${s['acts']}`}>
        <Button
          kind="primary"
          whyNot={whyNot.approve}
          {...keysOf('inbox.approve')}
          onPress={() => (isTwo ? showOverlay({ kind: 'confirm-two', detail }) : void approveOpen())}
        >
          <span className="cut" style={{ maxWidth: 420 }}>
            <Shown text={detail.title} />
            {isTwo ? '…' : ''}
          </span>
        </Button>
        <Button
          kind="quiet"
          whyNot={whyNot.approve ?? whyNotEdit(detail)}
          {...(isSet ? {} : { keys: 'E' })}
          onPress={() => showOverlay({ kind: 'edit', detail })}
        >
          Edit…
        </Button>
        <Button
          kind="danger"
          whyNot={whyNot.reject}
          {...keysOf('inbox.reject')}
          onPress={() => showOverlay({ kind: 'reject', items: [detail] })}
        >
          Reject
        </Button>
        <Button
          kind="quiet"
          whyNot={whyNot.reject}
          {...keysOf('inbox.respond')}
          onPress={() => showOverlay({ kind: 'respond', item: detail })}
        >
          Respond
        </Button>
        <DutyMenu detail={detail} />
        <span className="grow" />
        <span className={`d small ${s['after']}`}>{afterWords(detail)}</span>
      </div>
    );
  }
  if (status === 'holding')
    return (
      <div className={`acts ${s['acts']}`}>
        <Button icon="undo" whyNot={whyNot.reject} onPress={() => void undoOne(detail.approvalId)}>
          Take this back
        </Button>
        <span className="d small">It waits again, as if it had not been approved. Both decisions stay in the log.</span>
      </div>
    );
  if (status === 'executed')
    return (
      <div className={`acts ${s['acts']}`}>
        <Button icon="undo" whyNot={whyNotUndo(detail)} onPress={() => void compensateEffect(detail.effectId)}>
          Roll back
        </Button>
        <UndoLine undo={detail.undo} />
      </div>
    );
  if (status === 'rolled-back' && detail.undo?.approvalId != null)
    return (
      <div className={`acts ${s['acts']}`}>
        <a className="small" href={hrefOf({ page: 'inbox', approvalId: detail.undo.approvalId })}>
          The action that undid it
        </a>
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
        <span className="d small">Find out at the target first. Nothing is sent again unless you say so there.</span>
      </div>
    );
  return null;
}

function whyNotEdit({ verb, toolId }: ApprovalDetail): string | undefined {
  if (toolId === policyToolId) return 'A change of the policy is decided as it is: reject it, and propose another.';
  return verb === 'Undo' ? 'An undoing is decided as it is.' : undefined;
}

function whyNotUndo({ canCompensate, undo }: ApprovalDetail): string | undefined {
  if (!canCompensate) return 'This cannot be undone: its tool declares no way back.';
  return undo === null || isUndoOver(undo) ? undefined : undoWords(undo);
}

/** What an approval leads to. */
function afterWords({ approvers, holdMs }: ApprovalDetail): string {
  const left = approvers.count - approvers.given;
  if (left > 1) return `then ${left - 1} more of ${approvers.count} decide`;
  return holdMs > 0 ? `held ${holdWords(holdMs)}, then it runs` : 'runs at once';
}

/** The undoing is an item of its own in the inbox; this leads there. */
function UndoLine({ undo }: Pick<ApprovalDetail, 'undo'>): ReactElement | null {
  if (undo === null) return null;
  const words = undoWords(undo);
  return (
    <span className="d small">
      {undo.approvalId === null ? words : <a href={hrefOf({ page: 'inbox', approvalId: undo.approvalId })}>{words}</a>}
    </span>
  );
}
