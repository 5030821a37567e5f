import type { MethodInput, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import type { Acknowledged } from '../checker/ledger.ts';

/** Whoever does most of what is done. */
export const reviewer = 'ada';
/** Approves what the other may not approve alone. */
export const secondReviewer = 'ben';

/** What belongs to a command beside its input. */
export interface Told<M extends MethodName> {
  /** Whose command it is; the reviewer's, when absent. */
  readonly as?: string;
  /** What its answer said. */
  readonly about?: (reply: MethodOutput<M>) => Partial<Acknowledged>;
}

/** Sends a command, writes its answer down, and sends it again when the runtime went away before it answered. */
export type Command = <M extends MethodName>(
  client: RuntimeClient,
  method: M,
  input: MethodInput<M>,
  told?: Told<M>,
) => Promise<void>;
