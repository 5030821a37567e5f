import { defaultHostLimits } from '../../../shared/domain/agent.ts';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import { noDuty } from '../../../shared/domain/duty.ts';
import type { ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Artifact, RunSummary } from '../../../shared/domain/run.ts';
import type { ConsoleContent } from './console-in-memory.ts';

export const nowMs = Date.UTC(2026, 10, 21, 12, 0, 0);
export const dayStartMs = Date.UTC(2026, 10, 21);
const minuteMs = 60_000;

export function runOf(more: Partial<RunSummary> & { runId: string }): RunSummary {
  return {
    engineId: 'local',
    agentId: 'ticket-review',
    agentTitle: 'Ticket review',
    title: 'complaints.csv',
    lane: 'background',
    queue: 'default',
    priority: 0,
    notBeforeMs: null,
    queueKey: null,
    dedupKey: null,
    status: 'succeeded',
    startedBy: 'cleo',
    releaseHash: 'cc'.repeat(32),
    lineageId: 'lineage-1',
    attempt: 1,
    recoveries: 0,
    pause: null,
    origin: null,
    parent: null,
    continuedAs: null,
    sandbox: false,
    deadlineAtMs: null,
    createdAtMs: nowMs - 60 * minuteMs,
    startedAtMs: nowMs - 60 * minuteMs,
    finishedAtMs: nowMs - 50 * minuteMs,
    wakeAtMs: null,
    progress: null,
    error: null,
    pendingApprovals: 0,
    effects: 0,
    effectsDone: 0,
    quarantined: 0,
    partial: false,
    sample: false,
    ...more,
  };
}

export function approvalOf(more: Partial<ApprovalSummary> & { approvalId: string }): ApprovalSummary {
  return {
    runId: 'a1b2c3d4-0000-7000-8000-0000000d0ne1',
    effectId: 'effect-1',
    agentId: 'ticket-review',
    toolId: 'reply.send',
    tier: 'gate',
    status: 'pending',
    version: 1,
    envelopeHash: 'ee'.repeat(32),
    title: 'Send 1 reply to ticket-17',
    fingerprint: 'f1',
    createdAtMs: nowMs - 30 * minuteMs,
    expiresAtMs: nowMs + 3 * 86_400_000,
    holdUntilMs: null,
    decidedBy: null,
    decidedAtMs: null,
    sample: false,
    money: null,
    risk: 1,
    riskFactors: [],
    approvers: { count: 1, roles: [], apart: false, given: 0, lacking: [] },
    ...noDuty,
    reservedBy: null,
    ...more,
  };
}

export const doneRun = runOf({
  runId: '019a2b3c-0000-7000-8000-00000000d0e1',
  quarantined: 12,
  effects: 3,
  effectsDone: 1,
});
export const failedRun = runOf({
  runId: '019a2b3d-0000-7000-8000-0000000fa11e',
  title: 'march.csv',
  status: 'failed',
  createdAtMs: nowMs - 40 * minuteMs,
  finishedAtMs: nowMs - 35 * minuteMs,
  partial: true,
  error: {
    code: 'invalid-input',
    message: 'The file has no column named Text.',
    hint: 'Choose the column.',
    where: 'read',
  },
});
export const liveRun = runOf({
  runId: '019a2b3e-0000-7000-8000-0000000011fe',
  title: 'april.csv',
  status: 'running',
  createdAtMs: nowMs - 5 * minuteMs,
  startedAtMs: nowMs - 5 * minuteMs,
  finishedAtMs: null,
  progress: { phase: 'Reading tickets', done: 342, total: 1550, unit: 'rows', etaMs: 3 * minuteMs },
});
export const oldRun = runOf({
  runId: '019a1111-0000-7000-8000-000000000o1d'.replaceAll('o', '0'),
  title: 'february.csv',
  status: 'failed',
  createdAtMs: nowMs - 26 * 60 * minuteMs,
  finishedAtMs: nowMs - 25 * 60 * minuteMs,
  error: { code: 'internal', message: 'Out of memory.' },
});

export const ticketReview: AgentSummary = {
  agentId: 'ticket-review',
  title: 'Ticket review',
  description: 'Groups tickets into themes.',
  version: '1.0.0',
  builtIn: true,
  releaseHash: 'cc'.repeat(32),
  addedBy: 'lanekeeper',
  addedAtMs: nowMs - 86_400_000,
  tools: ['reply.send'],
  isolation: 'thread',
  releaseHold: null,
  limits: defaultHostLimits,
  input: { id: 'in', version: '1', hash: '', schema: {} },
  output: { id: 'out', version: '1', hash: '', schema: {} },
  takesFile: true,
  runs: 4,
  pause: null,
};

/** A console in the middle of a working day. */
export function workingDay(): ConsoleContent {
  const waiting = approvalOf({ approvalId: '019b0000-0000-7000-8000-0000000aa001', runId: doneRun.runId });
  const executed = approvalOf({
    approvalId: '019b0000-0000-7000-8000-0000000aa003',
    runId: doneRun.runId,
    title: 'Send 1 reply to ticket-9',
    status: 'executed',
    decidedBy: 'Ana Müller',
    decidedAtMs: nowMs - 20 * minuteMs,
  });
  return {
    runs: [doneRun, failedRun, liveRun, oldRun],
    outputs: {
      [doneRun.runId]: {
        topIssues: [
          { theme: 'theme-1', name: 'late fees', tickets: 210, share: 0.21, trend: 'rising', severity: 0.4, score: 3 },
          {
            theme: 'theme-2',
            name: 'credit report errors',
            tickets: 150,
            share: 0.15,
            trend: 'steady',
            severity: 0.3,
            score: 2,
          },
        ],
      },
    },
    artifacts: [
      artifactOf({ artifactId: 'artifact-report', name: 'report.md', role: 'report' }),
      artifactOf({ artifactId: 'artifact-quarantine', name: 'quarantine.jsonl', role: 'quarantine', items: 12 }),
    ],
    approvals: [
      waiting,
      { ...waiting, approvalId: '019b0000-0000-7000-8000-0000000aa002', title: 'Send 1 reply to ticket-18' },
      approvalOf({
        approvalId: '019b0000-0000-7000-8000-0000000aa004',
        title: 'Delete 40 records',
        tier: 'gate-two',
        fingerprint: 'f2',
        expiresAtMs: nowMs + 2 * 3_600_000,
      }),
      executed,
    ],
    decisions: [
      {
        decisionId: 'decision-1',
        approvalId: executed.approvalId,
        envelopeHash: executed.envelopeHash,
        decision: 'approve',
        meaning: 'I approve running exactly this action.',
        personId: 'ana',
        printedName: 'Ana Müller',
        role: 'reviewer',
        reason: 'fine',
        auth: 'asserted',
        selfInitiated: false,
        atMs: nowMs - 20 * minuteMs,
        expiresAtMs: null,
        onBehalfOf: null,
      },
    ],
    passages: [
      {
        kind: 'artifact',
        id: 'artifact-report',
        label: 'report.md',
        excerpt: 'I was charged late fees twice <b>[1](http://evil.example)</b>',
        atMs: nowMs - 50 * minuteMs,
      },
    ],
    agents: [ticketReview],
    files: [{ name: 'complaints.csv', input: { columns: { text: 'Narrative' } } }],
    stops: [],
  };
}

function artifactOf(more: Partial<Artifact> & { artifactId: string }): Artifact {
  return {
    runId: doneRun.runId,
    name: 'report.md',
    version: 1,
    role: 'report',
    mediaType: 'text/markdown',
    sha256: 'ab'.repeat(32),
    bytes: 10,
    items: null,
    path: '',
    atMs: nowMs - 50 * minuteMs,
    ...more,
  };
}
