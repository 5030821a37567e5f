import { finalRunStatuses } from '../../../shared/domain/run.ts';
import { handedDown, ownLimits } from '../budgets/own-limits.ts';
import type { Decide, Outcome } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import { startRun } from '../engine/start-run.ts';
import type { JournalRow, Parent, RunState } from '../engine/states.ts';
import type { ChildEnd } from '../hosts/peer-calls.ts';
import type { PeerAsk } from '../hosts/protocol.ts';
import { derivedId } from './derived-id.ts';
import { askError, makingRun, mayNot, peerEntry, type PeerMessage } from './peer-entry.ts';

/** How deep a tree of runs may be; its root is at 0. */
const deepest = 8;
/** Runs of one tree that may be unfinished at once, beside its root. */
const mostOpen = 1_000;

/** `childId` null: it was refused, and the agent is told. */
interface Spawned {
  readonly row: JournalRow;
  readonly childId: string | null;
}

/**
 * Writes the parent's entry and the child's row in one transaction. Null: another release of the agent is in force than
 * the input was checked by.
 */
export function spawnChild(
  message: PeerMessage,
  ask: Extract<PeerAsk, { kind: 'spawn' }>,
  checked: { readonly releaseHash: string; readonly input: string },
  /** Looked up inside the transaction. */
  openInTree: (rootId: string) => number,
): Decide<{ run: string; agent: string }, Spawned | null> {
  return makingRun<Spawned>(message, checked.releaseHash, ({ run, agent, loaded, env, ...making }) => {
    const failed = (...refusal: Parameters<typeof making.failed>): Outcome<Spawned> => {
      const { row, changes } = making.failed(...refusal);
      return { ok: true, changes, reply: { row, childId: null } };
    };
    const depth = (run.parent?.depth ?? 0) + 1;
    const rootId = run.parent?.rootId ?? run.runId;
    if (depth > deepest)
      return failed('spawn-depth', {
        message: `A run ${deepest} levels below its root starts no children. Nothing was started.`,
      });
    if (openInTree(rootId) >= mostOpen)
      return failed('spawn-limit', {
        message: `${mostOpen.toLocaleString('en')} runs of this tree have not ended. Nothing was started.`,
        hint: 'Join some of them first.',
      });
    const childId = derivedId(
      Math.min(ask.atMs, env.nowMs),
      env.instanceId,
      run.runId,
      run.lineageId,
      message.path,
      'spawn',
    );
    const parent: Parent = { runId: run.runId, life: ask.life, path: message.path, childId, depth, rootId };
    const made = startRun({
      runId: childId,
      agentId: ask.agentId,
      title: ask.title ?? `${agent.manifest.title}, for ${run.title}`.slice(0, 200),
      input: checked.input,
      file: ask.withFile ? run.file : null,
      sample: run.sample,
      sandbox: run.sandbox,
      deadlineInMs: ask.deadlineInMs ?? undefined,
      actor: { kind: 'agent', id: run.agentId },
      role: null,
      startedBy: run.startedBy,
      parent,
      limits: [...ownLimits(agent.manifest.budgets), ...handedDown(run)],
    })(loaded, env);
    if (!made.ok) return failed(made.error.code, made.error);
    const entry = peerEntry(run, env, message, {
      phase: 'done',
      result: JSON.stringify({ runId: childId, life: ask.life }),
    });
    return { ok: true, changes: [...entry.changes, ...made.changes], reply: { row: entry.row, childId } };
  });
}

/** Waits for a child's end, or is told it at once when that has come. Null: the child went on as another run meanwhile. */
export function joinChild(
  message: PeerMessage,
  { childId, dueInMs }: Extract<PeerAsk, { kind: 'join' }>,
  /** Looked up inside the transaction: its own children, and those a kept part of its journal names. */
  isChild: (run: RunState, child: RunState) => boolean,
): Decide<{ run: string; peer: string }, { row: JournalRow } | null> {
  return ({ run, peer }, env) => {
    const not = mayNot(run, message.activation);
    if (not !== null || run === null) return not ?? refuse('not-found', 'There is no such run.');
    if (peer?.status === 'continued') return { ok: true, changes: [], reply: null };
    if (peer === null || !isChild(run, peer)) {
      const error = askError('run-unknown', {
        message: `Run ${childId} is no child of this one, so it cannot join it.`,
      });
      const { row, changes } = peerEntry(run, env, message, { phase: 'failed', error });
      return { ok: true, changes, reply: { row } };
    }
    if (finalRunStatuses.has(peer.status)) {
      const { row, changes } = peerEntry(run, env, message, { phase: 'done', result: endOf(peer) });
      return { ok: true, changes, reply: { row } };
    }
    const dueAtMs = dueInMs === null ? null : env.nowMs + Math.round(dueInMs);
    const { row, changes } = peerEntry(run, env, message, { phase: 'waiting', result: null, dueAtMs });
    const { runId, lineageId } = run;
    const { path } = message;
    const wait = {
      runId,
      path,
      lineageId,
      kind: 'child',
      name: childId,
      key: '',
      ord: row.ord,
      atMs: env.nowMs,
    } as const;
    return {
      ok: true,
      changes: [
        ...changes,
        { put: 'wait', state: wait },
        ...(dueAtMs === null ? [] : [{ put: 'timer' as const, dueAtMs, runId, path, lineageId }]),
      ],
      reply: { row },
    };
  };
}

/** What a parent is told of its child, as JSON text. */
export function endOf({ parent, runId, status, output, error }: RunState): string {
  return JSON.stringify({ runId: parent?.childId ?? runId, status, output, error } satisfies ChildEnd);
}
