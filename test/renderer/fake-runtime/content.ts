import { profileOf } from '../../../shared/domain/person.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { AuditEvent } from '../../../shared/domain/audit.ts';
import type { RunStatus } from '../../../shared/domain/run.ts';
import { sampleAgents } from './agents.ts';
import { addAction, decisionOf, moveTo, recordFor, replyFor } from './approvals.ts';
import { addRun, reviewArtifacts, reviewJournal } from './runs.ts';
import type { FakeState } from './state.ts';
import { canonical, emptyState, sha256 } from './state.ts';

const minuteMs = 60_000;

/** A workspace in use: every run status, every state of an approval, and as many pending items as asked for. */
export function busyState(nowMs: number, pending: number): FakeState {
  const state = emptyState();
  state.people.push(
    profileOf({ personId: 'mara.lindqvist', printedName: 'Mara Lindqvist', role: 'reviewer' }),
    profileOf({ personId: 'jonas.weber', printedName: 'Jonas Weber', role: 'operator' }),
  );
  state.agents.push(...sampleAgents(nowMs));
  state.sample = true;
  addHistory(state, nowMs);
  addReview(state, nowMs, pending);
  return state;
}

function addHistory(state: FakeState, nowMs: number): void {
  const statuses: [RunStatus, string, number][] = [
    ['succeeded', 'Review complaints-2019-q4.csv', 64],
    ['queued', 'Review mortgage.jsonl', 0.02],
    ['failed', 'Review scanned.csv', 41],
    ['cancelled', 'Review complaints.csv, first try', 47],
    ['needs-attention', 'Review complaints.csv on release 4be1', 75],
    ['sleeping', 'Late answers, hourly', 18],
    ['retrying', 'Review service-requests.csv', 7],
    ['waiting-signal', 'Late answers, billing', 22],
    ['compensated', 'Fix 27 records', 130],
    ['compensating', 'Fix 12 records', 2],
    ['paused', 'Review 2018 archive', 190],
  ];
  for (const [status, title, minutesAgo] of statuses)
    addRun(state, nowMs, minutesAgo * minuteMs, title, status, {
      ...(title.startsWith('Late') ? { agentId: 'sla-watch', agentTitle: 'SLA watch' } : {}),
      ...(status === 'failed'
        ? {
            error: {
              code: 'no-such-column',
              message: 'The file has no column “narrative”. It has: id, text, date.',
              hint: 'Start again and choose “text” as the text column.',
              where: 'check-rows',
            },
            quarantined: 3,
          }
        : {}),
      ...(status === 'needs-attention'
        ? {
            error: {
              code: 'replay-mismatch',
              message: 'The journal has step “language” at 2, the agent asked for step “embed”.',
              hint: 'Retry starts a new lineage on the present release.',
              where: '2',
            },
            recoveries: 2,
          }
        : {}),
      ...(status === 'retrying' ? { attempt: 3 } : {}),
    });
  for (let i = 0; i < 40; i += 1)
    addRun(
      state,
      nowMs,
      (240 + i * 37) * minuteMs,
      `Review complaints, week ${52 - i}`,
      i % 9 === 4 ? 'failed' : 'succeeded',
      { effects: 30 + (i % 7), effectsDone: 30 + (i % 7), quarantined: i % 5 },
    );
}

function addReview(state: FakeState, nowMs: number, pending: number): void {
  addRun(state, nowMs, 25 * minuteMs, 'Review of refund requests, October', 'paused', {
    startedBy: 'mara.lindqvist',
    pause: standsAtBudget(nowMs - 4 * minuteMs),
  });
  const live = addRun(state, nowMs, 70_000, 'Review complaints.csv, 1,550 rows', 'running', {
    progress: { phase: 'language', done: 644, total: 1_550, unit: 'rows', etaMs: 41_000 },
  });
  state.journals.set(live.runId, reviewJournal(live, 0).slice(0, 5));
  state.inputs.set(live.runId, { columns: { text: 'Consumer complaint narrative', id: 'Complaint ID' }, themes: 20 });
  const run = addRun(state, nowMs, 12 * minuteMs, 'Review of 40 complaints', 'waiting-approval', {
    progress: { phase: 'decisions', done: 7, total: 48, unit: 'actions', etaMs: null },
    quarantined: 2,
  });
  state.inputs.set(run.runId, {
    columns: { text: 'text', id: 'id', date: 'date' },
    themes: 20,
    draftReplies: true,
    seed: 7,
  });
  reviewArtifacts(state, run);
  const at = run.createdAtMs + 10_000;
  for (let i = 0; i < pending; i += 1) {
    const complaint = state.complaints[i % state.complaints.length];
    if (complaint === undefined) continue;
    const expires = nowMs + (41 + i * 3) * minuteMs;
    const twin =
      i < state.complaints.length ? complaint : { ...complaint, id: `${complaint.id}-${Math.floor(i / 40)}` };
    addAction(state, run, i % 4 === 3 ? recordFor(twin, at + i * 12, expires) : replyFor(twin, at + i * 12, expires));
  }
  const first = state.complaints[0];
  if (first === undefined) return;
  addAction(state, run, {
    ...replyFor(first, at, nowMs + 110_000),
    tool: 'report.publish',
    title: 'Publish 1 report: What 40 complaints are about',
    target: 'report.md version 1',
    params: { artifact: sha256('report'), name: 'report.md' },
    diff: [{ field: 'file', before: null, after: 'report.md, 6.2 kB' }],
    evidence: [],
    claimed: 'The report was written from 40 complaints.',
  });
  addAction(state, run, {
    ...replyFor(first, at, nowMs + 7 * 60 * minuteMs),
    tool: 'ticket.close',
    title: 'Close 1 ticket in an outside system',
    target: `ticket ${first.id}`,
    params: { payload: 'eyJzdGF0ZSI6ImNsb3NlZCJ9', target_system: 'crm-7' },
    diff: [{ field: 'state', before: null, after: 'closed' }],
  });
  addDecided(state, run.runId, nowMs);
  const mine = [...state.approvals.values()].filter((item) => item.runId === run.runId);
  const waiting = mine.filter((item) => item.status === 'pending').length;
  state.runs.set(run.runId, { ...run, pendingApprovals: waiting, effects: mine.length, effectsDone: 4 });
  state.journals.set(run.runId, reviewJournal(run, Math.min(mine.length, 60)));
}

/** One item in each of the other states. */
function addDecided(state: FakeState, runId: string, nowMs: number): void {
  const run = state.runs.get(runId);
  if (run === undefined) return;
  const mara = { personId: 'mara.lindqvist', printedName: 'Mara Lindqvist', role: 'reviewer' };
  const statuses = [
    'executed',
    'failed',
    'unknown',
    'rolled-back',
    'rejected',
    'responded',
    'expired',
    'stale',
    'superseded',
    'withdrawn',
    'partly-approved',
  ] as const;
  statuses.forEach((status, i) => {
    const complaint = state.complaints[20 + i];
    if (complaint === undefined) return;
    const atMs = nowMs - (30 - i) * minuteMs;
    const spec =
      i % 3 === 0 || status === 'rolled-back' || status === 'stale'
        ? recordFor(complaint, atMs - 400_000, atMs + 3_600_000)
        : replyFor(complaint, atMs - 400_000, atMs + 3_600_000);
    const item = addAction(state, run, spec);
    const wasApproved = ['executed', 'failed', 'unknown', 'rolled-back', 'partly-approved', 'stale'].includes(status);
    const isPersons = wasApproved || status === 'rejected';
    moveTo(state, item.approvalId, status, {
      ...(isPersons
        ? {
            decidedBy: 'mara.lindqvist',
            decidedAtMs: atMs,
            decisions: [
              decisionOf(item, mara, wasApproved ? 'approve' : 'reject', wasApproved ? '' : 'Wrong facts', atMs),
            ],
          }
        : { decidedAtMs: atMs }),
      ...(status === 'stale'
        ? { causeDetail: 'The record changed after it was read: priority is “high” now, it was “normal”.' }
        : {}),
      ...(status === 'executed'
        ? { receipt: { summary: 'Record updated', detail: { rows: 1, changeId: 'c-118' }, atMs } }
        : {}),
      ...(status === 'unknown'
        ? { causeDetail: 'The mail server closed the line after DATA; no answer says whether it took the message.' }
        : {}),
      ...(status === 'failed' ? { causeDetail: 'The outbox folder refused the file: no space left.' } : {}),
    });
    addAudit(
      state,
      'approval.decided',
      wasApproved ? 'person' : 'system',
      wasApproved ? mara.personId : 'runtime',
      `${spec.title}: ${status}`,
      atMs,
      item.approvalId,
      runId,
    );
  });
}

/** Appends one event to the stand-in's hash chain. */
export function addAudit(
  state: FakeState,
  kind: string,
  actorKind: AuditEvent['actorKind'],
  actorId: string,
  summary: string,
  atMs: number,
  approvalId: string | null = null,
  runId: string | null = null,
): void {
  const seq = state.audit.length + 1;
  const previousHash = state.audit.at(-1)?.leafHash ?? '0'.repeat(64);
  const bytes = canonical({
    actor: { id: actorId, kind: actorKind },
    approval: approvalId,
    atMs,
    chain: 'lk-01',
    kind,
    prev: previousHash,
    run: runId,
    seq,
    summary,
  });
  state.audit.push({
    seq,
    kind,
    actorKind,
    actorId,
    role: actorKind === 'person' ? 'reviewer' : null,
    runId,
    approvalId,
    effectId: null,
    summary,
    atMs,
    previousHash,
    leafHash: sha256(bytes),
    bytes,
  });
}

/** A run that stands at the budget it was started with. */
function standsAtBudget(atMs: number): NonNullable<RunSummary['pause']> {
  return {
    by: 'The budget',
    reason:
      '"draft replies" asked for 4,000 tokens, and the budget it was started with holds 50,000 tokens: 47,310 tokens used, 1,200 tokens reserved.',
    atMs,
    budget: {
      budgetId: 'own:tokens',
      per: 'run',
      agentId: null,
      lane: null,
      measure: 'tokens',
      key: '',
      limit: 50_000,
      used: 47_310,
      reserved: 1_200,
      unknown: 0,
      atLimit: 'ask',
      from: 'start',
      asked: 4_000,
      what: 'draft replies',
    },
  };
}
