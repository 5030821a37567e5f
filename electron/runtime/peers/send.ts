import type { Change, Decide } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { JournalRow, RunState } from '../engine/states.ts';
import type { PeerAsk } from '../hosts/protocol.ts';
import { deliver, type DeliverWorld } from './deliver.ts';
import { askError, mayNot, peerEntry, type PeerMessage } from './peer-entry.ts';

export interface Sent {
  readonly row: JournalRow;
  /** The wait of the receiver that it ended; null: it is kept, or was refused. */
  readonly ended: { readonly row: JournalRow; readonly state: RunState } | null;
}

/**
 * Writes the sender's entry and gives the receiver its signal in one transaction: no crash leaves one without the other.
 * Null: the receiver went on as another run meanwhile, and has to be found again.
 */
export function sendToPeer(
  message: PeerMessage,
  { name, key, payload }: Extract<PeerAsk, { kind: 'send' }>,
  world: DeliverWorld,
): Decide<{ run: string; peer: string }, Sent | null> {
  return ({ run, peer }, env) => {
    const not = mayNot(run, message.activation);
    if (not !== null || run === null) return not ?? refuse('not-found', 'There is no such run.');
    const failed = (code: string, error: { message: string; hint?: string }) => {
      const { row, changes } = peerEntry(run, env, message, { phase: 'failed', error: askError(code, error) });
      return { ok: true as const, changes, reply: { row, ended: null } };
    };
    if (peer === null)
      return failed('run-unknown', { message: `There is no run to send ${name} to. Nothing was sent.` });
    if (peer.status === 'continued') return { ok: true, changes: [], reply: null };
    if (run.sandbox && !peer.sandbox)
      return failed('sandbox-send', {
        message: `A sandbox says nothing to a run that is none: ${name} was not sent.`,
        hint: 'Start the receiver in a sandbox, too.',
      });
    const result = JSON.stringify({ runId: peer.runId });
    const sent = peerEntry(run, env, message, { phase: 'done', result });
    // A run may send to itself: what is delivered changes the run as the entry has left it.
    const receiver = peer.runId === run.runId ? sent.state : peer;
    const done = deliver(receiver, { signalId: env.uuid(), name, key, payload }, world, env);
    if (!done.ok) return failed(done.error.code === 'too-large' ? 'signal-backlog' : 'run-ended', done.error);
    const changes: readonly Change[] = [...sent.changes, ...done.changes];
    const ended = done.row === null ? null : { row: done.row, state: done.state };
    return { ok: true, changes, reply: { row: sent.row, ended } };
  };
}
