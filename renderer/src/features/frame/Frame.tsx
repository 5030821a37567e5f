import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useComposer } from '../../stores/composer.ts';
import { useNotices } from '../../stores/notices.ts';
import { useOverlay } from '../../stores/overlay.ts';
import { useRoute } from '../../stores/route.ts';
import type { Route } from '../../stores/route.ts';
import { Empty } from '../../ui/Empty.tsx';
import { later } from '../../ui/later.tsx';
import { InboxPage } from '../inbox/InboxPage.tsx';
import { RunsPage } from '../runs/RunsPage.tsx';
import { ActivityBar } from './ActivityBar.tsx';
import { Banners } from './Banners.tsx';
import s from './Frame.module.css';
import { HoldBar } from './HoldBar.tsx';
import { NewsNote } from './NewsNote.tsx';
import { NoticeStack } from './NoticeStack.tsx';
import { TopBar } from './TopBar.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useKeyboard } from './use-keyboard.ts';

const Overlays = later(async () => (await import('./Overlays.tsx')).Overlays);
const RunPage = later(async () => (await import('../run/RunPage.tsx')).RunPage);
const QueuesPage = later(async () => (await import('../queues/QueuesPage.tsx')).QueuesPage);
const GrantsPage = later(async () => (await import('../grants/GrantsPage.tsx')).GrantsPage);
const DeadLettersPage = later(async () => (await import('../queues/DeadLettersPage.tsx')).DeadLettersPage);
const ReviewsPage = later(async () => (await import('../reviews/ReviewsPage.tsx')).ReviewsPage);
const SchedulesPage = later(async () => (await import('../schedules/SchedulesPage.tsx')).SchedulesPage);
const AgentsPage = later(async () => (await import('../agents/AgentsPage.tsx')).AgentsPage);
const ConversationPage = later(async () => (await import('../conversation/ConversationPage.tsx')).ConversationPage);
const Dock = later(async () => (await import('../conversation/Dock.tsx')).Dock);
const LanesPage = later(async () => (await import('../lanes/LanesPage.tsx')).LanesPage);
const AuditPage = later(async () => (await import('../audit/AuditPage.tsx')).AuditPage);
const SettingsPage = later(async () => (await import('../settings/SettingsPage.tsx')).SettingsPage);

const opening = <Empty kind="loading" title="Opening the page" />;

/** The window: the same bar, the same places, on every page. */
export function Frame(): ReactElement {
  const route = useRoute((state) => state.route);
  const isDocked = useComposer((state) => state.isDocked);
  const spoken = useNotices((state) => state.spoken);
  const hasOverlay = useOverlay((state) => state.overlay.kind !== 'none');
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
          <div className={`pane grow ${s['page']}`}>{pageOf(route)}</div>
          {isDocked && route.page !== 'assistant' ? <Dock /> : null}
        </div>
        <HoldBar />
      </main>
      <NewsNote />
      <NoticeStack />
      {hasOverlay ? <Overlays /> : null}
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
      return <RunPage meanwhile={opening} key={route.runId} runId={route.runId} tab={route.tab} />;
    case 'reviews':
      return <ReviewsPage meanwhile={opening} />;
    case 'schedules':
      return <SchedulesPage meanwhile={opening} scheduleId={route.scheduleId} />;
    case 'queues':
      return <QueuesPage meanwhile={opening} name={route.name} />;
    case 'grants':
      return <GrantsPage meanwhile={opening} grantId={route.grantId} draft={route.draft} />;
    case 'dead-letters':
      return <DeadLettersPage meanwhile={opening} />;
    case 'agents':
      return <AgentsPage meanwhile={opening} agentId={route.agentId} isStarting={route.isStarting} />;
    case 'assistant':
      return <ConversationPage meanwhile={opening} conversationId={route.conversationId} />;
    case 'lanes':
      return <LanesPage meanwhile={opening} />;
    case 'audit':
      return <AuditPage meanwhile={opening} seq={route.seq} />;
    case 'settings':
      return <SettingsPage meanwhile={opening} section={route.section} />;
  }
}

function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
