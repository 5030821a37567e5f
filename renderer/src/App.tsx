import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { FirstRun } from './features/first-run/FirstRun.tsx';
import { Frame } from './features/frame/Frame.tsx';
import { NeedsLink } from './features/first-run/NeedsLink.tsx';
import { NoticeStack } from './features/frame/NoticeStack.tsx';
import { useConnection } from './stores/connection.ts';
import { offerFirstRun, useFirstRun } from './stores/first-run.ts';
import { useActingPerson } from './stores/person.ts';
import { refreshWorkspace, useWorkspace } from './stores/workspace.ts';
import { Empty, Failure } from './ui/Empty.tsx';
import { later } from './ui/later.tsx';

const DamagedPage = later(async () => (await import('./features/first-run/DamagedPage.tsx')).DamagedPage);

/** The whole window: a link page, the first visit, or the console. */
export function App(): ReactElement {
  const needsLink = useConnection((state) => state.connection.state === 'needs-link');
  const status = useWorkspace((state) => state.status);
  const failure = useWorkspace((state) => state.failure);
  const isFirstRun = useFirstRun((state) => state.isOpen);
  const person = useActingPerson();
  const isFresh = status?.fresh;

  useEffect(() => {
    if (isFresh !== undefined) offerFirstRun(isFresh);
  }, [isFresh]);

  if (needsLink) return <NeedsLink />;
  if (status === null)
    return (
      <main>
        {failure === null ? (
          <Empty kind="loading" title="Connecting to the runtime">
            It starts with the console and answers within seconds.
          </Empty>
        ) : (
          <Failure error={failure} onRetry={() => void refreshWorkspace()} />
        )}
      </main>
    );
  if (status.degraded?.code === 'damaged')
    return (
      <>
        <DamagedPage message={status.degraded.message} workspace={status.workspace} />
        <NoticeStack />
      </>
    );
  if (isFirstRun === true || person === null)
    return (
      <>
        <FirstRun isChoiceOpen={isFirstRun === true} />
        <NoticeStack />
      </>
    );
  return <Frame />;
}
