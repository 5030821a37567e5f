import { usedWordsOf, type Amounts } from '../../../shared/domain/amounts.ts';
import type { CallLine } from '../../../shared/domain/budget.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Decide } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import { runSummary } from '../engine/summaries.ts';
import { by } from '../verbs/by.ts';

export interface SettleCall {
  readonly lineId: string;
  /** What it really cost, its tokens and money; null: it was never made. */
  readonly used: Amounts | null;
  readonly reason: string;
}

/**
 * A person says what a model call cost whose end nobody knew: what it reserved is given back, and what it cost counts on
 * the day it was made.
 */
export function settleCall({ lineId, used, reason }: SettleCall, person: Person): Decide<{ run: string }, RunSummary> {
  return ({ run, spending }, env) => {
    if (run === null) return refuse('not-found', 'There is no such run.');
    const line = spending.openLines(run.runId).find((one) => one.lineId === lineId);
    if (line === undefined)
      return refuse(
        'not-found',
        'The run has no call of this name whose end is not known. Nothing was changed.',
        'Its Cost tab, or `lanekeeper runs show`, lists those there are; another person may have settled it.',
      );
    const refusal = whyNot(line);
    if (refusal !== null) return refuse('wrong-state', refusal, 'Nothing was changed.');
    const amounts: Amounts = used === null ? {} : { ...used, 'model-calls': 1 };
    const state: CallLine = {
      ...line,
      status: 'settled',
      used: amounts,
      settledBy: person.printedName,
      endedAtMs: env.nowMs,
    };
    const change = putRun(run, used === null ? [] : [{ kind: 'spent', amounts }]);
    const facts = {
      line: lineId,
      name: line.name,
      reserved: usedWordsOf(line.estimate),
      used: usedWordsOf(amounts),
      reason,
    };
    return {
      ok: true,
      changes: [
        { put: 'call', before: line, state },
        ...(used === null ? [] : [{ ...change, spentOn: line.day }]),
        { put: 'audit', entry: { ...by(person), kind: 'call.settled', run: run.runId, facts } },
      ],
      reply: runSummary(change.state),
    };
  };
}

function whyNot({ kind, status }: CallLine): string | null {
  if (kind === 'effect')
    return 'It is an action: say on its card, or with `lanekeeper effects reconcile`, what became of it.';
  return status === 'unknown' ? null : 'The call is under way, and is settled when it ends.';
}
