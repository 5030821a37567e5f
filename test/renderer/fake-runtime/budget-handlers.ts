import { LanekeeperError } from '../../../shared/errors.ts';
import { budgetIdOf, type Budget, type BudgetStand, type CallLine } from '../../../shared/domain/budget.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';

type BudgetMethods = Extract<keyof Handlers, `budget.${string}`>;

const day = '2026-11-21';
const budgets = new Map<string, Budget>();
const raised = new Map<string, number>();

/** What the stand-in says of budgets: enough to look at, nothing is held against them. */
export const budgetHandlers: Pick<Handlers, BudgetMethods> = {
  'budget.list': (_, runtime) => ({
    budgets: [...budgetsOf(runtime).values()].map((budget) => ({
      ...budget,
      stand: budget.per === 'run' ? null : standOf(budget, 0.62),
    })),
    today: {
      day,
      timeZone: 'Europe/Berlin',
      agents: [{ agentId: 'ticket-review', used: { steps: 412, wall: 96_000, 'tool-calls': 37 }, reserved: {} }],
    },
  }),
  'budget.set': ({ per, agentId, lane, measure, limit, atLimit }, runtime, as) => {
    const input = { per, agentId, lane, measure, limit, atLimit };
    const budgetId = budgetIdOf(input);
    const before = budgetsOf(runtime).get(budgetId);
    const made: Budget = { ...input, budgetId, version: (before?.version ?? 0) + 1, by: as, atMs: runtime.nowMs() };
    budgets.set(budgetId, made);
    runtime.publish('workspace.changed', { reason: 'budgets' });
    return made;
  },
  'budget.remove': ({ budgetId }, runtime) => {
    if (!budgetsOf(runtime).delete(budgetId))
      throw new LanekeeperError('not-found', `There is no budget "${budgetId}".`);
    runtime.publish('workspace.changed', { reason: 'budgets' });
    return { ok: true };
  },
  'budget.ofRun': ({ runId }, runtime) => {
    const run = runtime.state.runs.get(runId);
    if (run === undefined) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
    const stands = [...budgetsOf(runtime).values()].map((budget) => standOf(budget, 0.62));
    const stop = run.pause?.budget;
    return {
      used: {
        steps: 12,
        wall: 9_400,
        'tool-calls': run.effectsDone,
        'model-calls': 2,
        tokens: 8_450,
        'money:EUR': 21_400,
      },
      family: null,
      stands: stop === undefined ? stands : [{ ...stop, limit: raised.get(runId) ?? stop.limit }, ...stands],
      lines: linesOf(runId, run.createdAtMs),
      linesNext: null,
    };
  },
  'budget.settle': ({ runId }, runtime) => {
    const run = runtime.state.runs.get(runId);
    if (run === undefined) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
    return run;
  },
  'budget.raise': ({ runId, limit }, runtime) => {
    const run = runtime.state.runs.get(runId);
    if (run === undefined) throw new LanekeeperError('not-found', `There is no run ${runId}.`);
    raised.set(runId, limit);
    const next = { ...run, ...(run.status === 'paused' ? { status: 'queued' as const, pause: null } : {}) };
    runtime.state.runs.set(runId, next);
    runtime.publish('run.changed', next);
    return next;
  },
};

function budgetsOf(runtime: FakeRuntime): Map<string, Budget> {
  if (budgets.size > 0) return budgets;
  for (const budget of [
    { per: 'day', agentId: 'ticket-review', lane: null, measure: 'tool-calls', limit: 60, atLimit: 'ask' },
    { per: 'run', agentId: null, lane: null, measure: 'money:EUR', limit: 2_500_000, atLimit: 'fail' },
  ] as const)
    budgets.set(budgetIdOf(budget), {
      ...budget,
      budgetId: budgetIdOf(budget),
      version: 1,
      by: 'Jonas Weber',
      atMs: runtime.nowMs(),
    });
  return budgets;
}

function standOf({ version: _v, by: _b, atMs: _a, ...budget }: Budget, share: number): BudgetStand {
  const used = Math.round(budget.limit * share);
  return { ...budget, key: budget.per === 'day' ? day : '', used, reserved: 1, unknown: 0, from: 'workspace' };
}

function linesOf(runId: string, atMs: number): CallLine[] {
  const line = (path: string, kind: CallLine['kind'], name: string, more: Partial<CallLine>): CallLine => ({
    runId,
    lineId: path,
    lineageId: 'lineage',
    path,
    attempt: 1,
    activation: 1,
    kind,
    name,
    agentId: 'ticket-review',
    lane: 'background',
    status: 'settled',
    estimate: {},
    used: null,
    settledBy: null,
    day,
    atMs,
    endedAtMs: atMs + 4_000,
    ...more,
  });
  return [
    line('3', 'model', 'name-themes', {
      estimate: { tokens: 4_000, 'money:EUR': 20_000, 'model-calls': 1 },
      used: { tokens: 8_450, 'money:EUR': 21_400, 'model-calls': 1 },
      model: {
        sentSha256: null,
        end: {
          status: 'completed',
          reason: null,
          endpointId: 'local',
          model: 'small-1',
          usage: { inputTokens: 8_000, cachedTokens: 2_000, outputTokens: 450, reasoningTokens: 0 },
          usageIs: 'stated',
          passedOver: [{ endpointId: 'cloud', reason: 'busy', mayCost: false }],
          responseId: null,
          isKept: false,
          firstByteMs: 80,
          firstTokenMs: 90,
          tookMs: 900,
        },
      },
    }),
    line('4', 'model', 'name-themes again', {
      status: 'unknown',
      estimate: { tokens: 4_000, 'money:EUR': 20_000, 'model-calls': 1 },
    }),
    line('6/all:r1/0', 'effect', 'reply.send', { estimate: { 'tool-calls': 1 }, used: { 'tool-calls': 1 } }),
    line('6/all:r2/0', 'effect', 'reply.send', { status: 'reserved', estimate: { 'tool-calls': 1 }, endedAtMs: null }),
  ];
}
