import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import type { Acknowledged, ExportedEnd, Ledger } from '../checker/ledger.ts';

export type BookEntry =
  | { readonly kind: 'acknowledged'; readonly command: Acknowledged }
  | { readonly kind: 'exported'; readonly end: ExportedEnd }
  | { readonly kind: 'mail'; readonly key: string }
  | { readonly kind: 'rolling-back'; readonly effectId: string };

/** What the outside has seen of one store: never taken from the store itself. */
export interface Book {
  /** Sent, and not answered because the runtime went away: how each is sent again, under the same id. */
  readonly unanswered: Map<string, (client: RuntimeClient) => Promise<void>>;
  write(entry: BookEntry): void;
  ledger(state: { readonly isRecovered: boolean; readonly isSettled: boolean }): Ledger;
  readonly counts: {
    readonly acknowledged: number;
    readonly mails: number;
    readonly edits: number;
    readonly batches: number;
    /** Standing grants that were approved. */
    readonly grants: number;
  };
}

/** `onWrite` is told of each entry the moment it is known. */
export function openBook(onWrite: (entry: BookEntry) => void = () => {}): Book {
  const acknowledged: Acknowledged[] = [];
  const exported: ExportedEnd[] = [];
  const mail: Record<string, number> = {};
  const rollingBack: string[] = [];
  return {
    unanswered: new Map(),
    write(entry) {
      onWrite(entry);
      if (entry.kind === 'acknowledged') acknowledged.push(entry.command);
      else if (entry.kind === 'exported') exported.push(entry.end);
      else if (entry.kind === 'rolling-back') rollingBack.push(entry.effectId);
      else mail[entry.key] = (mail[entry.key] ?? 0) + 1;
    },
    ledger: (state) => ({ acknowledged, exported, mail, rollingBack, ...state }),
    get counts() {
      const of = (method: string): number => acknowledged.filter((command) => command.method === method).length;
      return {
        acknowledged: acknowledged.length,
        mails: Object.values(mail).reduce((sum, times) => sum + times, 0),
        edits: of('approval.edit'),
        batches: of('batch.start'),
        grants: of('grant.approve'),
      };
    },
  };
}
