import { lazy, Suspense, useEffect } from 'react';
import type { ReactElement } from 'react';
import { useAssistant } from '../../stores/assistant.ts';
import { useDecide } from '../../stores/decide.ts';
import { useNotices } from '../../stores/notices.ts';
import { useOverlay } from '../../stores/overlay.ts';
import { useRoute } from '../../stores/route.ts';
import type { Route } from '../../stores/route.ts';
import { Empty } from '../../ui/Empty.tsx';
import { InboxPage } from '../inbox/InboxPage.tsx';
import { RunsPage } from '../runs/RunsPage.tsx';
import { ActivityBar } from './ActivityBar.tsx';
import { Banners } from './Banners.tsx';
import s from './Frame.module.css';
import { HoldBar } from './HoldBar.tsx';
import { NoticeStack } from './NoticeStack.tsx';
import { TopBar } from './TopBar.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useKeyboard } from './use-keyboard.ts';

const Overlays = lazy(async () => ({ default: (await import('./Overlays.tsx')).Overlays }));
const RunPage = lazy(async () => ({ default: (await import('../run/RunPage.tsx')).RunPage }));
const QueuesPage = lazy(async () => ({ default: (await import('../queues/QueuesPage.tsx')).QueuesPage }));
const DeadLettersPage = lazy(async () => ({
  default: (await import('../queues/DeadLettersPage.tsx')).DeadLettersPage,
}));
const SchedulesPage = lazy(async () => ({ default: (await import('../schedules/SchedulesPage.tsx')).SchedulesPage }));
const AgentsPage = lazy(async () => ({ default: (await import('../agents/AgentsPage.tsx')).AgentsPage }));
const AssistantPage = lazy(async () => ({ default: (await import('../assistant/AssistantPage.tsx')).AssistantPage }));
const AssistantDock = lazy(async () => ({ default: (await import('../assistant/AssistantDock.tsx')).AssistantDock }));
const AuditPage = lazy(async () => ({ default: (await import('../audit/AuditPage.tsx')).AuditPage }));
const SettingsPage = lazy(async () => ({ default: (await import('../settings/SettingsPage.tsx')).SettingsPage }));

/** The window: the same bar, the same places, on every page. */
export function Frame(): ReactElement {
  const route = useRoute((state) => state.route);
  const isDocked = useAssistant((state) => state.isDocked);
  const spoken = useNotices((state) => state.spoken);
  const isOverlayOpen = useOverlay((state) => state.overlay.kind !== 'none');
  const hasBatch = useDecide((state) => state.batch !== null);
  const hasOverlay = isOverlayOpen || hasBatch;
  useKeyboard();
  useKeptFocus();
  useEffect(() => {
    // Dialogs are not needed to draw the first page, but the first one has to open at once.
    const idle = requestIdleCallback(() => void import('./Overlays.tsx'));
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    <div className="app">
      <a className={s['skip']} href="#main" onClick={skip}>
        Skip to the page
      </a>
      <TopBar />
      <ActivityBar />
      <main className="main" id="main" tabIndex={-1}>
        <Banners />
        <div className="panes">
          <div className={`pane grow ${s['page']}`}>
            <Suspense fallback={<Empty kind="loading" title="Opening the page" />}>{pageOf(route)}</Suspense>
          </div>
          {isDocked && route.page !== 'assistant' ? (
            <Suspense fallback={null}>
              <AssistantDock />
            </Suspense>
          ) : null}
        </div>
        <HoldBar />
      </main>
      <NoticeStack />
      {hasOverlay ? (
        <Suspense fallback={null}>
          <Overlays />
        </Suspense>
      ) : null}
      <div className="sr" role="status" aria-live="polite">
        {spoken}
      </div>
    </div>
  );
}

function pageOf(route: Route): ReactElement {
  switch (route.page) {
    case 'inbox':
      return <InboxPage />;
    case 'runs':
      return <RunsPage query={route.query} />;
    case 'run':
      return <RunPage key={route.runId} runId={route.runId} tab={route.tab} />;
    case 'schedules':
      return <SchedulesPage scheduleId={route.scheduleId} />;
    case 'queues':
      return <QueuesPage name={route.name} />;
    case 'dead-letters':
      return <DeadLettersPage />;
    case 'agents':
      return <AgentsPage agentId={route.agentId} isStarting={route.isStarting} />;
    case 'assistant':
      return <AssistantPage />;
    case 'audit':
      return <AuditPage seq={route.seq} />;
    case 'settings':
      return <SettingsPage section={route.section} />;
  }
}

function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
