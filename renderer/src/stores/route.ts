import { create } from 'zustand';

export const runTabs = ['timeline', 'report', 'journal', 'effects', 'input', 'artifacts', 'cost'] as const;
export type RunTab = (typeof runTabs)[number];
export const settingsPages = [
  'people',
  'appearance',
  'notifications',
  'delivery',
  'models',
  'decisions',
  'policy',
  'budgets',
  'lanes',
  'storage',
  'checks',
  'limits',
] as const;
export type SettingsPage = (typeof settingsPages)[number];

/** What a draft of a standing grant begins with: nothing, decisions like those on an item, or a grant there is. */
export type GrantDraftPlace =
  | { readonly kind: 'new' }
  | { readonly kind: 'approval'; readonly approvalId: string }
  | { readonly kind: 'version'; readonly grantId: string };

/** Where the window is; ids only, never an action. */
export type Route =
  | { readonly page: 'inbox'; readonly approvalId: string | null }
  | { readonly page: 'runs'; readonly query: string }
  | { readonly page: 'run'; readonly runId: string; readonly tab: RunTab | null }
  /** How the acting person decides. */
  | { readonly page: 'reviews' }
  | { readonly page: 'schedules'; readonly scheduleId: string | null }
  | { readonly page: 'queues'; readonly name: string | null }
  | { readonly page: 'grants'; readonly grantId: string | null; readonly draft: GrantDraftPlace | null }
  | { readonly page: 'dead-letters' }
  | { readonly page: 'agents'; readonly agentId: string | null; readonly isStarting: boolean }
  /** `new`: one that is yet to begin; null: the one that was open last. */
  | { readonly page: 'assistant'; readonly conversationId: string | null }
  /** Which lanes past turns took. */
  | { readonly page: 'lanes' }
  | { readonly page: 'audit'; readonly seq: number | null }
  | { readonly page: 'settings'; readonly section: SettingsPage };

/** Reads an address's fragment; anything unknown is the inbox. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, first = '', second = ''] = path.split('/').map(decodeURIComponent);
  if (page === 'runs' && first !== '')
    return { page: 'run', runId: first, tab: runTabs.find((tab) => tab === second) ?? null };
  if (page === 'runs') return { page: 'runs', query: new URLSearchParams(search).get('q') ?? '' };
  if (page === 'reviews') return { page: 'reviews' };
  if (page === 'schedules') return { page: 'schedules', scheduleId: first === '' ? null : first };
  if (page === 'queues') return { page: 'queues', name: first === '' ? null : first };
  if (page === 'grants') return grantsPlace(first, new URLSearchParams(search));
  if (page === 'dead-letters') return { page: 'dead-letters' };
  if (page === 'agents')
    return { page: 'agents', agentId: first === '' ? null : first, isStarting: second === 'start' };
  if (page === 'assistant') return { page: 'assistant', conversationId: first === '' ? null : first };
  if (page === 'lanes') return { page: 'lanes' };
  if (page === 'audit') return { page: 'audit', seq: /^\d+$/.test(first) ? Number(first) : null };
  if (page === 'settings')
    return { page: 'settings', section: settingsPages.find((section) => section === first) ?? 'people' };
  return { page: 'inbox', approvalId: page === 'inbox' && first !== '' ? first : null };
}

/** The fragment of a place, for links. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case 'inbox':
      return route.approvalId === null ? '#/inbox' : `#/inbox/${encodeURIComponent(route.approvalId)}`;
    case 'runs':
      return route.query === '' ? '#/runs' : `#/runs?${new URLSearchParams({ q: route.query }).toString()}`;
    case 'run':
      return `#/runs/${encodeURIComponent(route.runId)}${route.tab === null ? '' : `/${route.tab}`}`;
    case 'reviews':
      return '#/reviews';
    case 'schedules':
      return route.scheduleId === null ? '#/schedules' : `#/schedules/${encodeURIComponent(route.scheduleId)}`;
    case 'queues':
      return route.name === null ? '#/queues' : `#/queues/${encodeURIComponent(route.name)}`;
    case 'grants':
      return hrefOfGrants(route);
    case 'dead-letters':
      return '#/dead-letters';
    case 'agents':
      if (route.agentId === null) return '#/agents';
      return `#/agents/${encodeURIComponent(route.agentId)}${route.isStarting ? '/start' : ''}`;
    case 'assistant':
      return route.conversationId === null ? '#/assistant' : `#/assistant/${encodeURIComponent(route.conversationId)}`;
    case 'lanes':
      return '#/lanes';
    case 'audit':
      return route.seq === null ? '#/audit' : `#/audit/${route.seq}`;
    case 'settings':
      return `#/settings/${route.section}`;
  }
}

export const useRoute = create<{ route: Route }>()(() => ({ route: { page: 'inbox', approvalId: null } }));

/** Follows the address bar. */
export function startRouting(): void {
  const read = (): void => useRoute.setState({ route: parseRoute(location.hash) });
  window.addEventListener('hashchange', read);
  read();
}

/** Goes to a place, leaving the present one in the history. */
export function go(route: Route): void {
  location.hash = hrefOf(route);
}

/**
 * Goes to a place without a step in the history: moving through a list is not a journey. Somebody who has just set out
 * for another place is not called back: the address says so before the page has heard of it.
 */
export function goQuietly(route: Route): void {
  if (hrefOf(parseRoute(location.hash)) !== hrefOf(useRoute.getState().route)) return;
  history.replaceState(null, '', hrefOf(route));
  useRoute.setState({ route });
}

function grantsPlace(first: string, search: URLSearchParams): Route {
  const [approvalId, grantId] = [search.get('from'), search.get('of')];
  if (first !== 'draft') return { page: 'grants', grantId: first === '' ? null : first, draft: null };
  const draft: GrantDraftPlace =
    approvalId !== null
      ? { kind: 'approval', approvalId }
      : grantId !== null
        ? { kind: 'version', grantId }
        : { kind: 'new' };
  return { page: 'grants', grantId: null, draft };
}

function hrefOfGrants({ grantId, draft }: Extract<Route, { page: 'grants' }>): string {
  if (draft === null) return grantId === null ? '#/grants' : `#/grants/${encodeURIComponent(grantId)}`;
  if (draft.kind === 'new') return '#/grants/draft';
  const asked = draft.kind === 'approval' ? { from: draft.approvalId } : { of: draft.grantId };
  return `#/grants/draft?${new URLSearchParams(asked).toString()}`;
}
