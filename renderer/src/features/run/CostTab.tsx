import { useEffect, useMemo } from 'react';
import type { ReactElement } from 'react';
import { amountWords, usedWordsOf } from '../../../../shared/domain/amounts.ts';
import { explain } from '../../format/errors.ts';
import { count, counted, share } from '../../format/number.ts';
import { duration } from '../../format/time.ts';
import { useClock } from '../../clock.ts';
import { openRunBudget, useRunBudget } from '../../stores/budgets.ts';
import { useRunPage } from '../../stores/run-page.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { BudgetTable } from './BudgetTable.tsx';
import { LedgerTable } from './LedgerTable.tsx';
import s from './Run.module.css';
import { timelineOf } from './timeline-model.ts';

/** What the run cost: its budgets as they stand, the lines of its ledger, and time per step. */
export function CostTab({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run } = detail;
  const records = useRunPage((state) => state.records);
  const shown = useRunBudget((state) => (state.runId === run.runId ? state.shown : null));
  const failure = useRunBudget((state) => state.failure);
  useEffect(() => openRunBudget(run.runId), [run.runId]);
  const used = shown?.used ?? {};
  const nowMs = useClock((state) => (run.finishedAtMs === null ? state.nowMs : run.finishedAtMs));
  const timeline = useMemo(() => timelineOf(run, records, [], nowMs), [run, records, nowMs]);
  const work = timeline.rows.filter((row) => row.group === 'Work' || row.group === 'Effects');
  const people = timeline.rows.filter((row) => row.group === 'People');
  const workMs = work.reduce((sum, row) => sum + row.workMs, 0);
  const attempts = records.filter((record) => record.durationMs !== null).length;
  const failed = records.filter((record) => record.phase === 'attempt-failed').length;
  const wallMs = run.startedAtMs === null ? 0 : (run.finishedAtMs ?? nowMs) - run.startedAtMs;
  const peopleMs = Math.min(wallMs, Math.max(0, ...people.map((row) => longest(row.bars))));
  return (
    <div className={`scroll ${s['pad']}`} tabIndex={0} role="group" aria-label="Cost">
      <dl className={s['kpis']}>
        <div>
          <dt>Money</dt>
          <dd>
            {moneyWords(used)} <span>{counted(used['model-calls'] ?? 0, 'call')}</span>
          </dd>
        </div>
        <div>
          <dt>Tokens</dt>
          <dd>{count(used['tokens'] ?? 0)}</dd>
        </div>
        <div>
          <dt>Wall time</dt>
          <dd>{duration(wallMs)}</dd>
        </div>
        <div>
          <dt>Work</dt>
          <dd>
            {duration(workMs)} <span>{share(workMs, wallMs)} of it</span>
          </dd>
        </div>
        <div>
          <dt>Longest wait for people</dt>
          <dd>{duration(peopleMs)}</dd>
        </div>
        <div>
          <dt>Attempts</dt>
          <dd>
            {count(attempts)} <span>{count(failed)} failed</span>
          </dd>
        </div>
      </dl>
      <section>
        <h2 className="label">Budgets</h2>
        {shown === null ? (
          <p className="q">{failure === null ? 'Reading the budgets.' : explain(failure).detail}</p>
        ) : (
          <BudgetTable runId={run.runId} title={run.title} stands={shown.stands} />
        )}
      </section>
      {shown === null || shown.family === null ? null : (
        <section aria-label="With its family">
          <h2 className="label">With its family</h2>
          <p className="q">
            With {counted(shown.family.runs, 'run')} it started or went on as: {usedWordsOf(shown.family.used)}. By
            itself: {usedWordsOf(used)}.
          </p>
        </section>
      )}
      <section>
        <h2 className="label">Calls of models and tools</h2>
        {shown === null ? null : <LedgerTable shown={shown} />}
      </section>
      <section>
        <h2 className="label">Time of work</h2>
        <p className="q">
          It ran on this machine; the calls above name the models. Work adds up the time of all steps, so steps side by
          side can exceed the wall time.
        </p>
      </section>
      <table className="table" aria-label="Time per step">
        <thead>
          <tr>
            <th>Step</th>
            <th className="r">Times</th>
            <th className="r">Work</th>
            <th className="r">Share</th>
            <th className="r">Waited</th>
            <th className="r">Failed attempts</th>
          </tr>
        </thead>
        <tbody>
          {work
            .toSorted((a, b) => b.workMs - a.workMs)
            .map((row) => (
              <tr key={row.key}>
                <td className="b">{row.name}</td>
                <td className="r">{count(Math.max(1, row.paths.size))}</td>
                <td className="r">{duration(row.workMs)}</td>
                <td className="r">{share(row.workMs, workMs)}</td>
                <td className="r">{row.waitMs === 0 ? <span className="d">0</span> : duration(row.waitMs)}</td>
                <td className="r">{row.failures === 0 ? <span className="d">0</span> : count(row.failures)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** What its calls cost, in each currency; nothing costs nothing. */
function moneyWords(used: Readonly<Record<string, number>>): string {
  const sums = Object.entries(used).filter(([measure]) => measure.startsWith('money:'));
  return sums.length === 0 ? 'none' : sums.map(([measure, amount]) => amountWords(measure, amount)).join(', ');
}

function longest(bars: readonly { fromMs: number; toMs: number }[]): number {
  return bars.reduce((most, bar) => Math.max(most, bar.toMs - bar.fromMs), 0);
}
