import type { WorkspaceStatus } from '../../../shared/domain/workspace.ts';
import type { FakeRuntime } from './runtime.ts';
import { lastApprover } from './approval-handlers.ts';

/** What the frame shows, counted afresh. */
export function statusOf(runtime: FakeRuntime): WorkspaceStatus {
  const { state } = runtime;
  const approvals = [...state.approvals.values()];
  const runs = [...state.runs.values()];
  const held = approvals.filter((item) => item.status === 'holding' && item.holdUntilMs !== null);
  const unknown = approvals.filter((item) => item.status === 'unknown');
  const pending = approvals.filter((item) => item.status === 'pending').length;
  return {
    workspace: '/home/mara/.local/share/lanekeeper',
    label: state.sample ? 'Sample workspace' : 'Complaints',
    instanceId: 'lk-01',
    engineId: 'local',
    sample: state.sample,
    fresh: state.people.length === 0 && state.runs.size === 0,
    people: state.people,
    lanes: {
      interactive: { used: 0, capacity: 4, queued: 0 },
      background: {
        used: runs.filter((run) => run.status === 'running').length,
        capacity: 2,
        queued: runs.filter((run) => run.status === 'queued').length,
      },
      approval: { pending },
    },
    badges: {
      questions: 0,
      inbox: pending,
      runs: runs.filter((run) => run.status === 'needs-attention').length,
      grants: state.grants.filter(({ status }) => status === 'proposed').length,
    },
    unknown: {
      count: unknown.length,
      effects: unknown.map(({ effectId, approvalId, title }) => ({ effectId, approvalId, title })),
    },
    atBudget: {
      count: runs.filter(({ pause }) => pause?.budget !== undefined).length,
      runs: runs
        .filter(({ pause }) => pause?.budget !== undefined)
        .map(({ runId, title, pause }) => ({ runId, title, reason: pause?.reason ?? '' })),
    },
    stops: state.stops,
    degraded: state.held,
    holding: held.slice(0, 20).map(({ approvalId, title, decisions, holdUntilMs, holdMs }, index) => ({
      approvalId,
      title,
      approvedBy: lastApprover({ decisions }),
      holdUntilMs: holdUntilMs ?? 0,
      holdMs,
      count: index === 0 ? held.length : 1,
    })),
    model: 'embedded language engine',
    version: '0.1.0',
    nowMs: runtime.nowMs(),
  };
}

/** A person has said what happened to the folder, or to the clock. */
export function settleHold(runtime: FakeRuntime): { ok: true } {
  runtime.state.held = null;
  runtime.publish('workspace.changed', { reason: 'place' });
  return { ok: true };
}
