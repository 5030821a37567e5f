import { checkStore } from './check-store.ts';
import type { Finding } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { plantedIn } from './planted.ts';

/** What the checker process is asked; each request is answered once, in order. */
export type CheckRequest =
  | { readonly kind: 'check'; readonly folder: string; readonly ledger: Ledger }
  | { readonly kind: 'plant'; readonly folder: string; readonly copies: string; readonly ledger: Ledger };

export type CheckReply =
  | { readonly kind: 'checked'; readonly findings: readonly Finding[] }
  | { readonly kind: 'planted'; readonly violations: ReturnType<typeof plantedIn> };

// The checker is a process of its own: it never shares memory, locks or code with what it checks.
process.on('message', (request: CheckRequest) => {
  const reply: CheckReply =
    request.kind === 'check'
      ? { kind: 'checked', findings: checkStore(request.folder, request.ledger) }
      : { kind: 'planted', violations: plantedIn(request.folder, request.copies, request.ledger) };
  process.send?.(reply);
});
process.on('disconnect', () => process.exit(0));
