import type { ReactElement } from 'react';
import type { DiffRow } from '../../../../shared/domain/diff-row.ts';
import type { PolicyDeciders } from '../../../../shared/domain/policy-version.ts';
import { go } from '../../stores/route.ts';
import { useActingPerson } from '../../stores/person.ts';
import { proposePolicy } from '../../stores/policy.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { PolicyDiff } from './PolicyDiff.tsx';

/** Says what a proposal changes, who has to approve it, and sends it to the inbox. */
export function ProposeSheet(props: {
  readonly text: string;
  readonly diff: readonly DiffRow[];
  readonly deciders: PolicyDeciders;
  readonly onClose: () => void;
}): ReactElement {
  const { text, diff, deciders, onClose } = props;
  const person = useActingPerson();
  return (
    <VerbSheet
      title="Propose this policy?"
      note="It is in force once it is approved; until then nothing changes."
      size="large"
      go="Propose it"
      stay="Keep editing"
      reason="needed"
      reasonKept="It stands on the card of those who decide."
      onClose={onClose}
      onGo={async (reason) => {
        const { runId } = await proposePolicy(text, reason);
        go({ page: 'run', runId, tab: 'effects' });
      }}
    >
      <PolicyDiff diff={diff} />
      <p role="status">{decidersWords(deciders, person?.personId ?? '')}</p>
    </VerbSheet>
  );
}

function decidersWords({ needed, people }: PolicyDeciders, proposer: string): string {
  const others = people.filter((personId) => personId !== proposer).length;
  const asked =
    needed === 1 ? 'One person besides you has to approve it.' : `${needed} people besides you have to approve it.`;
  if (others >= needed) return asked;
  const there =
    others === 0 ? 'Nobody here can' : others === 1 ? 'Only one person here can' : `Only ${others} people here can`;
  return `${asked} ${there}: add people with the role reviewer in Settings, People. It waits until then.`;
}
