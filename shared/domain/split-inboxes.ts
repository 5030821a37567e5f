/** A list of the inbox with a name of its own: one that comes with the product, or one a person keeps. */
export interface SplitInbox {
  readonly id: string;
  readonly name: string;
  readonly query: string;
}

/** Those that come with the product, in their order. */
export const builtInInboxes: readonly SplitInbox[] = [
  { id: 'all', name: 'All', query: '' },
  { id: 'for-me', name: 'For me', query: 'for:me' },
  { id: 'two-people', name: 'Two people', query: 'tier:gate-two' },
  { id: 'money', name: 'Money', query: 'money:>0' },
  { id: 'expiring', name: 'Expiring today', query: 'expires:<24h' },
  { id: 'unknown', name: 'Unknown to reconcile', query: 'status:unknown' },
];
