import type { Citation } from '../../../shared/domain/assistant.ts';
import type { RunStatus, RunSummary } from '../../../shared/domain/run.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { ago, inert, shortId } from './reply.ts';

/** A run as a source of an answer; its age is that of its last known change. */
export function runCitation(run: RunSummary): Citation {
  const label = `${run.title} · ${shortId(run.runId)}`;
  return { kind: 'run', id: run.runId, label, atMs: run.finishedAtMs ?? run.startedAtMs ?? run.createdAtMs };
}

/** Title and short id, as one would say it. */
export function runName(run: RunSummary): string {
  return `**${inert(run.title, 80)}** (${inert(run.agentTitle, 40)}, ${shortId(run.runId)})`;
}

/** One line on where a run stands. */
export function runLine(run: RunSummary, nowMs: AtMs): string {
  const at = run.finishedAtMs ?? run.startedAtMs ?? run.createdAtMs;
  const parts = [`${statusWords[run.status]} ${ago(at, nowMs)}`];
  // Its last progress is of before it began to wait.
  const isAtWork = run.finishedAtMs === null && run.status !== 'waiting-approval';
  if (isAtWork && run.progress !== null) parts.push(progressWords(run));
  if (run.pendingApprovals > 0) parts.push(`${run.pendingApprovals} waiting for a decision`);
  if (run.error !== null && (run.status === 'failed' || run.status === 'needs-attention')) {
    parts.push(inert(run.error.message));
  }
  return parts.join(' · ');
}

/** `342 of 1,550 rows, about 3 min left`; no percentage where the total is not known. */
export function progressWords(run: RunSummary): string {
  const { progress } = run;
  if (progress === null) return 'no progress reported yet';
  const done = progress.done.toLocaleString('en-US');
  const total = progress.total === null ? '' : ` of ${progress.total.toLocaleString('en-US')}`;
  const left = progress.etaMs === null ? '' : `, about ${Math.max(1, Math.round(progress.etaMs / 60_000))} min left`;
  return `${inert(progress.phase, 60)}: ${done}${total} ${inert(progress.unit, 20)}${left}`;
}

export const statusWords: Readonly<Record<RunStatus, string>> = {
  queued: 'queued',
  running: 'running since',
  'waiting-approval': 'waiting for approval, started',
  'waiting-signal': 'waiting for a signal, started',
  sleeping: 'sleeping, started',
  paused: 'paused, started',
  retrying: 'waiting to try a step again, started',
  succeeded: 'succeeded',
  continued: 'continued as another run',
  failed: 'failed',
  cancelled: 'cancelled',
  compensating: 'being rolled back, started',
  compensated: 'rolled back',
  'needs-attention': 'needs a person since',
};

/** Statuses in which a run still goes on by itself or after a decision. */
export const liveStatuses: readonly RunStatus[] = [
  'queued',
  'running',
  'waiting-approval',
  'waiting-signal',
  'sleeping',
  'paused',
  'retrying',
  'compensating',
];

/** Statuses after which a run can be retried. */
export const retryableStatuses: readonly RunStatus[] = ['failed', 'cancelled', 'needs-attention'];
