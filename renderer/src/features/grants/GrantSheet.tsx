import { useState, type ReactElement } from 'react';
import type { StandingGrant } from '../../../../shared/domain/standing-grant.ts';
import { sayOfGrant } from '../../stores/grants.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { TermsView } from './TermsView.tsx';

export type GrantVerb = 'propose' | 'approve' | 'decline' | 'suspend' | 'revoke';

const words: Readonly<Record<GrantVerb, { title: string; go: string; stay: string; note: string }>> = {
  propose: {
    title: 'Propose this standing grant?',
    go: 'Propose it',
    stay: 'Keep the draft',
    note: 'From then on nothing of it can be changed. Another person has to approve it before it lets anything through.',
  },
  approve: {
    title: 'Approve this standing grant?',
    go: 'Approve exactly these terms',
    stay: 'Not now',
    note: 'Actions within these terms then run without a person, held as always, until a cap, its end, or the first that was not meant.',
  },
  decline: {
    title: 'Decline this standing grant?',
    go: 'Decline it',
    stay: 'Not now',
    note: 'Each of these actions goes on asking a person. Whoever proposed it sees the reason.',
  },
  suspend: {
    title: 'Suspend this standing grant?',
    go: 'Suspend it',
    stay: 'Leave it in force',
    note: 'At once. What it granted and nobody has sent waits for a person. Only a renewal by two people brings it back.',
  },
  revoke: {
    title: 'Revoke this standing grant?',
    go: 'Revoke it',
    stay: 'Leave it',
    note: 'At once and for good, with what of it is drafted or proposed. What it let through stays in the log.',
  },
};

/** Says what a verb does to the version that was opened, and carries it out. */
export function GrantSheet(props: {
  readonly verb: GrantVerb;
  readonly grant: StandingGrant;
  readonly onClose: () => void;
}): ReactElement {
  const { verb, onClose } = props;
  // What was opened is what is decided on: a change meanwhile makes this one stale.
  const [grant] = useState(props.grant);
  const { title, go, stay, note } = words[verb];
  const isNarrowing = verb === 'suspend' || verb === 'revoke' || verb === 'decline';
  return (
    <VerbSheet
      title={title}
      note={`${grant.terms.title}, version ${grant.version}`}
      size={isNarrowing ? 'medium' : 'large'}
      go={go}
      stay={stay}
      isDanger={isNarrowing}
      reason={isNarrowing ? 'needed' : verb === 'approve' ? 'optional' : 'none'}
      reasonKept="in the audit log, and shown here"
      onClose={onClose}
      onGo={(reason) => sayOfGrant(verb, grant, reason)}
    >
      <p>{note}</p>
      {isNarrowing ? null : <TermsView terms={grant.terms} />}
    </VerbSheet>
  );
}
