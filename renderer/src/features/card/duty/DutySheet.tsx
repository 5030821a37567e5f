import type { ReactElement } from 'react';
import type { ApprovalSummary } from '../../../../../shared/domain/approval.ts';
import type { DutyVerb } from '../../../stores/duty.ts';
import { withdraw } from '../../../stores/duty.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';
import { DelegateSheet } from './DelegateSheet.tsx';
import { EscalateSheet } from './EscalateSheet.tsx';
import { SnoozeSheet } from './SnoozeSheet.tsx';

/** One sheet for each of the verbs behind "More". */
export function DutySheet({ verb, item }: { readonly verb: DutyVerb; readonly item: ApprovalSummary }): ReactElement {
  switch (verb) {
    case 'escalate':
      return <EscalateSheet item={item} />;
    case 'snooze':
      return <SnoozeSheet item={item} />;
    case 'delegate':
      return <DelegateSheet item={item} />;
    case 'withdraw':
      return (
        <VerbSheet
          title="Withdraw"
          note={item.title}
          size="small"
          go="Withdraw"
          stay="Back"
          isDanger
          onClose={closeOverlay}
          onGo={(reason) => withdraw(item, reason)}
        >
          <p className="q">
            The request is taken back. Nobody refused it: the agent is told that it was withdrawn, and it does not run.
          </p>
        </VerbSheet>
      );
  }
}
