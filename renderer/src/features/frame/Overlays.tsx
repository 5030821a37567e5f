import type { ReactElement } from 'react';
import { closeOverlay, useOverlay } from '../../stores/overlay.ts';
import { QuarantineSheet } from '../agents/QuarantineSheet.tsx';
import { ConfirmTwoSheet } from '../card/ConfirmTwoSheet.tsx';
import { DutySheet } from '../card/duty/DutySheet.tsx';
import { ReservedSheet } from '../card/duty/Reserved.tsx';
import { AttachSheet } from '../conversation/AttachSheet.tsx';
import { ContextSheet } from '../conversation/ContextSheet.tsx';
import { ExplainSheet } from '../conversation/ExplainSheet.tsx';
import { RemoveSheet } from '../conversation/RemoveSheet.tsx';
import { ReconcileSheet } from '../card/ReconcileSheet.tsx';
import { InboxesSheet } from '../inbox/InboxesSheet.tsx';
import { BatchesSheet } from '../inbox/BatchesSheet.tsx';
import { PreviewSheet } from '../inbox/PreviewSheet.tsx';
import { RespondSheet } from '../inbox/RespondSheet.tsx';
import { RejectSheet } from '../inbox/RejectSheet.tsx';
import { ResultSheet } from '../inbox/ResultSheet.tsx';
import { EditSheet } from '../edit/EditSheet.tsx';
import { HelpSheet } from '../palette/HelpSheet.tsx';
import { Palette } from '../palette/Palette.tsx';
import { PlaceSheet } from '../queues/PlaceSheet.tsx';
import { PauseAgentSheet, PlainVerbSheet } from '../run/verbs/PlainVerbSheet.tsx';
import { SettleCallSheet } from '../run/verbs/SettleCallSheet.tsx';
import { RaiseSheet } from '../run/verbs/RaiseSheet.tsx';
import { RestartSheet } from '../run/verbs/RestartSheet.tsx';
import { BulkSheet } from '../runs/BulkSheet.tsx';
import { ExtendSheet } from '../run/verbs/ExtendSheet.tsx';
import { SignalSheet } from '../run/verbs/SignalSheet.tsx';
import { UndoSheet } from '../run/verbs/UndoSheet.tsx';
import { PersonSheet } from './PersonSheet.tsx';
import { StopSheet } from './StopSheet.tsx';

/** The one thing that floats over the window. */
export function Overlays(): ReactElement | null {
  const overlay = useOverlay((state) => state.overlay);
  switch (overlay.kind) {
    case 'none':
      return null;
    case 'palette':
      return <Palette />;
    case 'help':
      return <HelpSheet />;
    case 'stop':
      return <StopSheet />;
    case 'person':
      return <PersonSheet />;
    case 'respond':
      return <RespondSheet item={overlay.item} />;
    case 'reject':
      return <RejectSheet items={overlay.items} />;
    case 'inboxes':
      return <InboxesSheet query={overlay.query} />;
    case 'edit':
      return <EditSheet detail={overlay.detail} />;
    case 'duty':
      return <DutySheet verb={overlay.verb} item={overlay.item} />;
    case 'reserved':
      return <ReservedSheet item={overlay.item} />;
    case 'confirm-two':
      return <ConfirmTwoSheet detail={overlay.detail} />;
    case 'preview':
      return <PreviewSheet items={overlay.items} />;
    case 'batch':
      return <ResultSheet jobId={overlay.jobId} key={overlay.jobId} />;
    case 'batches':
      return <BatchesSheet />;
    case 'undo-run':
      return <UndoSheet verb={overlay.verb} runId={overlay.runId} title={overlay.title} />;
    case 'run-verb':
      return <PlainVerbSheet verb={overlay.verb} runId={overlay.runId} title={overlay.title} />;
    case 'restart-run':
      return <RestartSheet verb={overlay.verb} runId={overlay.runId} />;
    case 'extend-run':
      return <ExtendSheet runId={overlay.runId} title={overlay.title} />;
    case 'send-signal':
      return <SignalSheet runId={overlay.runId} title={overlay.title} name={overlay.name} forKey={overlay.key} />;
    case 'raise-budget':
      return <RaiseSheet runId={overlay.runId} title={overlay.title} stand={overlay.stand} />;
    case 'settle-call':
      return <SettleCallSheet line={overlay.line} />;
    case 'place-run':
      return <PlaceSheet run={overlay.run} verbs={overlay.verbs} first={overlay.first} onClose={closeOverlay} />;
    case 'attach':
      return <AttachSheet />;
    case 'explain-turn':
      return <ExplainSheet turnId={overlay.turnId} />;
    case 'turn-context':
      return <ContextSheet turnId={overlay.turnId} path={overlay.path} />;
    case 'remove-conversation':
      return <RemoveSheet conversation={overlay.conversation} />;
    case 'bulk-runs':
      return <BulkSheet target={overlay.target} {...(overlay.verb === undefined ? {} : { only: overlay.verb })} />;
    case 'pause-agent':
      return <PauseAgentSheet agentId={overlay.agentId} title={overlay.title} />;
    case 'quarantine':
      return <QuarantineSheet agentId={overlay.agentId} title={overlay.title} isLifting={overlay.isLifting} />;
    case 'reconcile':
      return <ReconcileSheet effectId={overlay.effectId} title={overlay.title} />;
  }
}
