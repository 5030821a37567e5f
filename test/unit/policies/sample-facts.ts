import type { PolicyFacts } from '../../../electron/runtime/policies/facts.ts';

/** A reply to a ticket, as an agent proposes it on a Saturday evening in UTC. */
export const sampleFacts: PolicyFacts = {
  toolId: 'reply.send',
  toolKnown: true,
  effectClass: 'consequential',
  agentId: 'ticket-review',
  release: 'ab12cd34'.padEnd(64, '0'),
  target: 'ticket 4711',
  params: { to: 'ada@example.org', ticketId: '4711', subject: 'Your ticket', body: 'Hello' },
  money: null,
  labels: [],
  atMs: Date.UTC(2026, 10, 21, 19, 30),
  budgetUsed: null,
  external: true,
  reversible: true,
  conditionalWrite: false,
  tainted: [],
  firstTime: false,
  driftAlert: false,
};
