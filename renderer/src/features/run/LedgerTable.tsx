import { usedWordsOf } from '../../../../shared/domain/amounts.ts';
import { modelWords } from '../../../../shared/domain/model-words.ts';
import type { ReactElement } from 'react';
import type { CallLine } from '../../../../shared/domain/budget.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { readMoreLines } from '../../stores/budgets.ts';
import type { RunBudget } from '../../stores/budgets.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';

const statusWords: Readonly<Record<CallLine['status'], string>> = {
  reserved: 'under way',
  settled: 'settled',
  unknown: 'end unknown, stays reserved',
};

function stateWords({ status, settledBy }: CallLine): string {
  return settledBy === null ? statusWords[status] : `settled by ${settledBy}`;
}

/** The run's lines of the cost ledger: every call of a model or a tool, with what it reserved and used. */
export function LedgerTable({ shown }: { readonly shown: RunBudget }): ReactElement {
  const lines = shown.lines.filter((line) => line.kind !== 'step');
  if (lines.length === 0) return <p className="q">No model and no tool was called.</p>;
  return (
    <>
      <table className="table" aria-label="Cost ledger">
        <thead>
          <tr>
            <th>Call</th>
            <th>Kind</th>
            <th>Entry</th>
            <th className="r">Reserved</th>
            <th className="r">Used</th>
            <th>State</th>
            <th>When</th>
            <th>
              <span className="sr">Settle</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineId}>
              <td>
                <div className="b">{line.name}</div>
                {line.model === undefined ? null : <div className="d">{modelWords(line.model)}</div>}
              </td>
              <td>{line.kind === 'effect' ? 'tool' : 'model'}</td>
              <td className="mono d cut" style={{ maxWidth: 200 }} title={line.path}>
                {line.path}
                {line.attempt > 1 ? `, attempt ${line.attempt}` : ''}
              </td>
              <td className="r">{usedWordsOf(line.estimate)}</td>
              <td className="r">
                {line.used === null ? <span className="d">not known</span> : usedWordsOf(line.used)}
              </td>
              <td className={line.status === 'unknown' ? 'unknown' : ''}>{stateWords(line)}</td>
              <td className="d">
                <Ago at={line.endedAtMs ?? line.atMs} />
              </td>
              <td className="r">
                {line.kind === 'model' && line.status === 'unknown' ? (
                  <Button
                    isSmall
                    kind="quiet"
                    title={`Say what ${line.name} cost`}
                    onPress={() => showOverlay({ kind: 'settle-call', line })}
                  >
                    Settle…
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.linesNext === null ? null : (
        <div>
          <Button isSmall onPress={() => void readMoreLines()}>
            Show more lines
          </Button>
        </div>
      )}
    </>
  );
}
