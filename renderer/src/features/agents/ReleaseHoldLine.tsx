import type { ReactElement } from 'react';
import type { ReleaseHold } from '../../../../shared/domain/agent.ts';
import { Ago, Left } from '../../ui/Time.tsx';

/** What holds a release: what happened, what was kept, and what to do about it. */
export function ReleaseHoldLine({ hold }: { readonly hold: ReleaseHold }): ReactElement {
  if (hold.kind === 'quarantined')
    return (
      <p role="status">
        <b className="b">{hold.by} quarantined this release</b> <Ago at={hold.atMs} />: {hold.reason}. Its runs stay as
        they are: none goes on, none is started, and nothing of theirs is sent. Mend the cause and lift the quarantine
        on the Agents page, or add another release.
      </p>
    );
  return (
    <p role="status">
      <b className="b">Its hosts keep crashing</b>: {hold.reason}.{' '}
      {hold.kind === 'breaker-trial' || hold.retryAtMs === null ? (
        'One host is being tried with one run; when it holds, the others follow.'
      ) : (
        <>
          Until one is tried: <Left until={hold.retryAtMs} />.
        </>
      )}{' '}
      Runs wait in their queue with every finished step kept. The step named above is where to look: give it less at a
      time, raise the agent’s limits and add it again, or cancel the run that does it.
    </p>
  );
}
