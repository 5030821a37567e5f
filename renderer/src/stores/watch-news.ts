import { defaultNotifications, type Tally } from '../../../shared/domain/notifications.ts';
import { createNotifier } from '../../../shared/domain/notifier.ts';
import type { WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import { subscribe } from '../bridge.ts';
import { runtimeNow } from '../clock.ts';
import { announce } from './notices.ts';
import { useNews } from './news.ts';
import { followPreferences, usePreferences } from './preferences.ts';
import { useWorkspace } from './workspace.ts';

/**
 * Tells in the page what has come up, as its person has set it. The desktop shell tells who looks elsewhere; there the
 * page speaks only to who looks at it.
 */
export function watchNews(): void {
  followPreferences();
  const isDesktop = 'lanekeeper' in window;
  const settings = (): typeof defaultNotifications => usePreferences.getState().preferences.notifications;
  const notifier = createNotifier(
    {
      now: runtimeNow,
      after(ms, call) {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      show(notice) {
        if (isDesktop && !document.hasFocus()) return;
        useNews.setState({ notice });
        announce(`${notice.title}. ${notice.body}`);
      },
    },
    settings(),
  );
  usePreferences.subscribe(() => notifier.settings(settings()));
  const look = (status: WorkspaceStatus | null): void => {
    if (status === null) return;
    notifier.stands(tallyOf(status));
    const { waiting } = tallyOf(status);
    document.title = waiting === 0 ? 'Lanekeeper' : `(${waiting}) Lanekeeper`;
  };
  look(useWorkspace.getState().status);
  useWorkspace.subscribe(({ status }) => look(status));
  const reminded = new Map<string, number>();
  subscribe({
    topics: ['approval.changed'],
    onEvents(events) {
      for (const event of events) {
        if (event.topic !== 'approval.changed') continue;
        const { approvalId, reminded: times } = event.payload;
        if (times > (reminded.get(approvalId) ?? 0)) notifier.reminded(1);
        reminded.set(approvalId, times);
      }
    },
    onGap: () => undefined,
  });
}

function tallyOf({ badges, stops }: WorkspaceStatus): Tally {
  return { waiting: badges.inbox, attention: badges.runs, stops: stops.length };
}
