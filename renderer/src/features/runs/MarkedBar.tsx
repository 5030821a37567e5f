import type { ReactElement } from 'react';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { count } from '../../format/number.ts';
import { useMarkedRuns } from '../../stores/marked-runs.ts';
import { useRuns } from '../../stores/runs.ts';
import { Button } from '../../ui/Button.tsx';
import { actOnMarked, unmarkAll } from './marks.ts';
import s from './Runs.module.css';

/** What is marked, also out of sight, and the way to act on it. */
export function MarkedBar(): ReactElement | null {
  const marked = useMarkedRuns((state) => state.marked);
  const order = useRuns((state) => state.order);
  if (marked.size === 0) return null;
  const listed = order.reduce((sum, runId) => sum + (marked.has(runId) ? 1 : 0), 0);
  const hidden = marked.size - listed;
  return (
    <div className={s['markedbar']} role="group" aria-label="Marked runs">
      <span className="b nw">{count(marked.size)} marked</span>
      {hidden === 0 ? null : <span className="d nw">{count(hidden)} not in this list</span>}
      <span className="grow" />
      <Button isSmall kind="quiet" onPress={unmarkAll}>
        Clear <KeyHint of="runs.clear" />
      </Button>
      <Button isSmall onPress={actOnMarked}>
        Act on {count(marked.size)}… <KeyHint of="runs.open" />
      </Button>
    </div>
  );
}
