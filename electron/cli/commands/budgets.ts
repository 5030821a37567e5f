import { usedWordsOf } from '../../../shared/domain/amounts.ts';
import { budgetSpanSchema } from '../../../shared/domain/budget.ts';
import { laneSchema } from '../../../shared/domain/lane.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { budgetHint, limitFrom } from '../input/budget-input.ts';
import { counted } from '../output/words.ts';
import { budgetTable } from '../views/budget-view.ts';
import { showRun } from './runs.ts';

export const budgetsList = command({
  name: 'budgets list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the workspace’s budgets as they stand, and what agents used today',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const listed = await (await session()).ask('budget.list', {});
    const { budgets, today } = listed;
    const lines = today.agents.map(({ agentId, used }) => `${agentId}: ${usedWordsOf(used)}`);
    const text = [
      budgets.length === 0
        ? 'No budgets. Next: lanekeeper budgets set tokens=100000 --per day'
        : budgetTable(budgets, terminal),
      `Today is ${today.day} (${today.timeZone}).${lines.length === 0 ? ' Nothing was used yet.' : ''}`,
      ...lines,
    ];
    return { exit: 0, value: listed, text: text.join('\n') };
  },
});

export const budgetsSet = command({
  name: 'budgets set',
  operands: 'NAME=AMOUNT',
  takes: { least: 1, most: 1 },
  about: 'set what runs may use; the budget of the same scope there was is changed',
  details: `${budgetHint}
--per run holds for each run by itself, day for all of a day (settings: timeZone), ever over all time.`,
  kind: 'changes',
  options: {
    per: { type: 'string', value: 'SPAN', about: 'run, day or ever (default: day)' },
    agent: { type: 'string', value: 'AGENT', about: 'only for this agent (default: all)' },
    lane: { type: 'string', value: 'LANE', about: 'only in this lane (default: all)' },
    'at-limit': { type: 'string', value: 'WHAT', about: 'ask: the run pauses; fail: it fails (default: ask)' },
  },
  async run({ operands, options, session }) {
    const { measure, limit } = limitFrom(operands[0] ?? '');
    const per = oneOf('per', options.per ?? 'day', budgetSpanSchema.options);
    const lane = options.lane === undefined ? null : oneOf('lane', options.lane, laneSchema.options);
    const atLimit = oneOf('at-limit', options['at-limit'] ?? 'ask', ['ask', 'fail'] as const);
    const open = await session();
    const { agents } = await open.ask('agent.list', {});
    const agentId = options.agent ?? null;
    if (agentId !== null && !agents.some((agent) => agent.agentId === agentId))
      throw new LanekeeperError('not-found', `There is no agent "${agentId}". Nothing was changed.`, {
        hint: `There are: ${agents.map((agent) => agent.agentId).join(', ') || 'none'}.`,
      });
    const budget = await open.act('budget.set', { per, agentId, lane, measure, limit, atLimit });
    return { exit: 0, value: budget, text: `Budget ${budget.budgetId} is in force (version ${budget.version}).` };
  },
});

export const budgetsRemove = command({
  name: 'budgets remove',
  operands: 'BUDGET…',
  takes: { least: 1, most: 100 },
  about: 'remove budgets, by the names that `budgets list` gives them',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const open = await session();
    for (const budgetId of operands) await open.act('budget.remove', { budgetId });
    return { exit: 0, value: { removed: operands }, text: `${counted(operands.length, 'budget')} removed.` };
  },
});

export const budgetsSettle = command({
  name: 'budgets settle',
  operands: 'RUN LINE [NAME=AMOUNT…]',
  takes: { least: 2, most: 10 },
  about: 'say what a model call cost of which nobody knows the end, as `runs show` lists it',
  details: `Such as tokens=1200 money=0.03EUR; --nothing when it was never made. What it reserved is given back.`,
  kind: 'changes',
  options: {
    nothing: { type: 'boolean', about: 'it was never made and cost nothing' },
    reason: { type: 'string', value: 'TEXT', about: 'how you know, for the audit log (needed)' },
  },
  async run({ operands, options, session, terminal }) {
    const [runId = '', lineId = '', ...stated] = operands;
    if (options.nothing === stated.length > 0)
      throw new UsageError('Say what it cost, or --nothing.', { hint: 'Such as tokens=1200 money=0.03EUR.' });
    if (options.reason === undefined) throw new UsageError('Say with --reason how you know what it cost.');
    const amounts = stated.map((one) => limitFrom(one)).map(({ measure, limit }) => [measure, limit] as const);
    const open = await session();
    const used = options.nothing ? null : Object.fromEntries(amounts);
    await open.act('budget.settle', { runId, lineId, used, reason: options.reason });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

export const runsRaise = command({
  name: 'runs raise',
  operands: 'RUN NAME=AMOUNT',
  takes: { least: 2, most: 2 },
  about: 'raise a budget for a run to this much in all; a run that stands at it goes on',
  details: `${budgetHint}
Without --budget it is the one the run stands at, or the run’s own. What is raised of a day holds for that day.`,
  kind: 'changes',
  options: {
    budget: { type: 'string', value: 'BUDGET', about: 'which of its budgets, as `runs show --json` names it' },
    reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' },
  },
  async run({ operands, options, session, terminal }) {
    const [runId = '', stated = ''] = operands;
    const { measure, limit } = limitFrom(stated);
    const open = await session();
    const { run } = await open.ask('run.show', { runId });
    const standing = run.pause?.budget;
    if (options.budget === undefined && standing !== undefined && standing.measure !== measure)
      throw new UsageError(`The run stands at its budget of ${standing.measure}, and ${stated} is of another.`, {
        hint: 'Name the budget with --budget to raise another than that.',
      });
    const budgetId = options.budget ?? standing?.budgetId ?? (await ownOf(open, runId, measure));
    await open.act('budget.raise', { runId, budgetId, limit, reason: options.reason ?? '' });
    return { ...(await showRun(open, runId, terminal)), exit: 0 };
  },
});

/** The budget of this measure it was given itself, or else the nearest of its family. */
async function ownOf(session: Session, runId: string, measure: string): Promise<string> {
  const { stands } = await session.ask('budget.ofRun', { runId });
  return stands.find((stand) => stand.measure === measure && stand.from !== 'workspace')?.budgetId ?? `own:${measure}`;
}

function oneOf<T extends string>(name: string, stated: string, known: readonly T[]): T {
  const found = known.find((one) => one === stated);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} ${stated} is none of ${known.join(', ')}.`);
}
