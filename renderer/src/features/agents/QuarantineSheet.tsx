import type { ReactElement } from 'react';
import { liftQuarantine, quarantineAgent } from '../../stores/release-holds.ts';
import { ReasonSheet } from '../run/verbs/ReasonSheet.tsx';

/** Asks why before a release is quarantined, or let go on. */
export function QuarantineSheet(props: {
  readonly agentId: string;
  readonly title: string;
  readonly isLifting: boolean;
}): ReactElement {
  const { agentId, title, isLifting } = props;
  if (isLifting)
    return (
      <ReasonSheet
        title="Lift this quarantine?"
        subject={title}
        go="Lift the quarantine"
        stay="Leave it"
        isReasonNeeded
        onGo={(reason) => liftQuarantine(agentId, reason)}
      >
        Its runs go on from their last checkpoint, what was decided for them is sent, and new ones may be started.
      </ReasonSheet>
    );
  return (
    <ReasonSheet
      title="Quarantine this release?"
      subject={title}
      go="Quarantine the release"
      stay="Let it work"
      isDanger
      isReasonNeeded
      onGo={(reason) => quarantineAgent(agentId, reason)}
    >
      Nothing of it goes on or is sent, and no run of it can be started, until the quarantine is lifted. Its runs stay
      where they are. Another release of the agent can be added and used meanwhile.
    </ReasonSheet>
  );
}
