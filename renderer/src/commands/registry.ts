import { nextTheme } from '../stores/appearance.ts';
import { toggleDock } from '../stores/composer.ts';
import { undoHeld } from '../stores/decide.ts';
import { refreshInbox } from '../stores/inbox.ts';
import { showOverlay } from '../stores/overlay.ts';
import { go } from '../stores/route.ts';
import type { Route } from '../stores/route.ts';
import { refreshRuns } from '../stores/runs.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { Command } from './command.ts';
import { inboxCommands } from './inbox-commands.ts';
import { runsCommands } from './runs-commands.ts';
import { timelineCommands } from './timeline-commands.ts';

const places: readonly (readonly [string, string, Route])[] = [
  ['Inbox', 'g i', { page: 'inbox', approvalId: null }],
  ['Your decisions', 'g v', { page: 'reviews' }],
  ['Runs', 'g r', { page: 'runs', query: '' }],
  ['Schedules', 'g c', { page: 'schedules', scheduleId: null }],
  ['Queues', 'g q', { page: 'queues', name: null }],
  ['Standing grants', 'g t', { page: 'grants', grantId: null, draft: null }],
  ['Dead letters', 'g d', { page: 'dead-letters' }],
  ['Agents', 'g a', { page: 'agents', agentId: null, isStarting: false }],
  ['Assistant', 'g s', { page: 'assistant', conversationId: null }],
  ['Lanes of past turns', 'g n', { page: 'lanes' }],
  ['Audit', 'g l', { page: 'audit', seq: null }],
  ['Settings', 'g e', { page: 'settings', section: 'people' }],
];

const goTo: readonly Command[] = places.map(([title, key, route]) => ({
  id: `go.${route.page}`,
  title,
  group: 'Go to',
  scope: 'global',
  keys: [key],
  run: () => go(route),
}));

const views: readonly Command[] = [
  {
    id: 'go.start',
    title: 'Start a run',
    group: 'Go to',
    scope: 'global',
    keys: [],
    run: () => go({ page: 'agents', agentId: null, isStarting: false }),
  },
  {
    id: 'go.needs-attention',
    title: 'Runs that need attention',
    group: 'Go to',
    scope: 'global',
    keys: [],
    run: () => go({ page: 'runs', query: 'status:needs-attention' }),
  },
  {
    id: 'go.policy',
    title: 'Policy',
    group: 'Go to',
    scope: 'global',
    keys: [],
    run: () => go({ page: 'settings', section: 'policy' }),
  },
  {
    id: 'go.checks',
    title: 'Checks of this machine',
    group: 'Go to',
    scope: 'global',
    keys: [],
    run: () => go({ page: 'settings', section: 'checks' }),
  },
];

const windowCommands: readonly Command[] = [
  {
    id: 'palette',
    title: 'Search or run a command',
    group: 'Window',
    scope: 'global',
    keys: ['mod+k'],
    isKeyOnly: true,
    run: () => showOverlay({ kind: 'palette' }),
  },
  {
    id: 'help',
    title: 'Keys and commands',
    group: 'Window',
    scope: 'global',
    keys: ['?'],
    run: () => showOverlay({ kind: 'help' }),
  },
  {
    id: 'theme',
    title: 'Next theme: light, dark, high contrast',
    group: 'Window',
    scope: 'global',
    keys: [],
    run: nextTheme,
  },
  {
    id: 'dock',
    title: 'Assistant beside this page',
    group: 'Window',
    scope: 'global',
    keys: ['mod+j'],
    run: toggleDock,
  },
  {
    id: 'person',
    title: 'Who acts: choose a profile',
    group: 'Window',
    scope: 'global',
    keys: [],
    run: () => showOverlay({ kind: 'person' }),
  },
  {
    id: 'stop',
    title: 'Emergency stop: engage or lift',
    group: 'Window',
    scope: 'global',
    keys: ['mod+shift+x'],
    run: () => showOverlay({ kind: 'stop' }),
  },
  {
    id: 'undo',
    title: 'Undo what is held',
    group: 'Inbox',
    scope: 'global',
    keys: ['mod+z'],
    whyNot: () => ((useWorkspace.getState().status?.holding.length ?? 0) > 0 ? null : 'Nothing is held now.'),
    run: () => void undoHeld(),
  },
];

/** Every command of the console, once. */
export const commands: readonly Command[] = [
  ...goTo,
  ...views,
  ...windowCommands,
  ...inboxCommands,
  ...runsCommands,
  ...timelineCommands,
  {
    id: 'refresh',
    title: 'Read this list again',
    group: 'Window',
    scope: 'global',
    keys: [],
    run: () => {
      void refreshInbox();
      void refreshRuns();
    },
  },
];
