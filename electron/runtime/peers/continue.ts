import { handedDown } from '../budgets/own-limits.ts';
import type { Decide, Outcome } from '../engine/engine-port.ts';
import { putRun, wake } from '../engine/journal-rows.ts';
import { startRun } from '../engine/start-run.ts';
import type { JournalRow } from '../engine/states.ts';
import type { PeerAsk } from '../hosts/protocol.ts';
import { derivedId } from './derived-id.ts';
import { makingRun, peerEntry, type PeerMessage } from './peer-entry.ts';

/** `row`: it was refused, and the agent is told; null: it has gone on as `nextId`. */
export type Continued =
  | { readonly row: JournalRow; readonly nextId: null }
  | { readonly row: null; readonly nextId: string };

/**
 * Ends the run as `continued` and makes the one it goes on as, in one transaction: with an empty journal, the signals
 * that are kept, its place in a tree, and what is left of its time. Null: another release is in force than was checked.
 */
export function continueRun(
  message: PeerMessage,
  { atMs }: Extract<PeerAsk, { kind: 'continue' }>,
  checked: { readonly releaseHash: string; readonly input: string },
  /** Looked up inside the transaction. */
  openJoined: (runId: string) => number,
): Decide<{ run: string; agent: string }, Continued | null> {
  return makingRun<Continued>(message, checked.releaseHash, ({ run, loaded, env, ...making }) => {
    const failed = (...refusal: Parameters<typeof making.failed>): Outcome<Continued> => {
      const { row, changes } = making.failed(...refusal);
      return { ok: true, changes, reply: { row, nextId: null } };
    };
    const open = openJoined(run.runId);
    if (open > 0)
      return failed('continue-with-children', {
        message: `${open} joined children of this run have not ended; the run it would go on as could not wait for them.`,
        hint: 'Join them first, or start them detached.',
      });
    // It is being cancelled: the host has been told, and ends it.
    if (run.cancelRequested)
      return failed('continue-cancelled', { message: 'The run is being cancelled and goes on as no other.' });
    const nextId = derivedId(
      Math.max(Math.min(atMs, env.nowMs), run.createdAtMs + 1),
      env.instanceId,
      run.runId,
      run.lineageId,
      message.path,
      'continue',
    );
    const chainId = run.chainId ?? run.runId;
    const entry = peerEntry(run, env, message, { phase: 'done', result: JSON.stringify({ runId: nextId }) });
    const ended = putRun(entry.state, [
      ...wake(entry.state, true),
      { kind: 'continued', as: nextId, chainId, atMs: env.nowMs },
    ]);
    const made = startRun({
      runId: nextId,
      agentId: run.agentId,
      title: run.title,
      input: checked.input,
      file: run.file,
      sample: run.sample,
      sandbox: run.sandbox,
      queue: run.queue,
      priority: run.priority,
      queueKey: run.queueKey ?? undefined,
      dedupKey: run.dedupKey ?? undefined,
      actor: { kind: 'agent', id: run.agentId },
      role: null,
      startedBy: run.startedBy,
      parent: run.parent,
      // It is the same work: what it has used, it has used.
      limits: handedDown(run),
      continues: { runId: run.runId, deadlineAtMs: run.deadlineAtMs, chainId },
    })(loaded, env);
    if (!made.ok) return failed(made.error.code, made.error);
    return {
      ok: true,
      changes: [
        ...entry.changes,
        ended,
        { put: 'timer-gone', runId: run.runId, path: null },
        ...made.changes,
        { put: 'signals-move', from: run.runId, to: nextId },
      ],
      reply: { row: null, nextId },
    };
  });
}
