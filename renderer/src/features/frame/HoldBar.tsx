import type { ReactElement } from 'react';
import { keyLabel } from '../../commands/command.ts';
import { useClock } from '../../clock.ts';
import { count } from '../../format/number.ts';
import { holdSeconds, holdWords } from '../../format/time.ts';
import { usePerson } from '../../stores/person.ts';
import { undoHeld } from '../../stores/decide.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Mark } from '../../ui/Icon.tsx';
import s from './Frame.module.css';

/** One place at the bottom of every page for what is about to leave; the line above it shrinks in steps. */
export function HoldBar(): ReactElement | null {
  const holding = useWorkspace((state) => state.status?.holding);
  const personId = usePerson((state) => state.personId);
  const nowMs = useClock((state) => state.nowMs);
  const first = holding?.toSorted((a, b) => a.holdUntilMs - b.holdUntilMs)[0];
  if (holding === undefined || first === undefined) return null;
  // The runtime lists the next few by name; the first of them carries how many are held in all.
  const total = Math.max(holding.length, ...holding.map((entry) => entry.count));
  const isOthers = holding.length === total && holding.every(({ approvedBy }) => approvedBy !== personId);
  const seconds = holdSeconds(first.holdUntilMs, first.holdMs, nowMs);
  const share = Math.min(1, Math.max(0, (first.holdUntilMs - nowMs) / Math.max(1, first.holdMs)));
  return (
    <section className="hold" aria-label="Held actions">
      <span className={`left ${s['stepped']}`} style={{ width: `${Math.round(share * 20) * 5}%` }} />
      <span className="st wait b">
        <Mark name="holding" />
        Holding
      </span>
      <span className="cut" title={first.title}>
        {first.title}
        {total > 1 ? <span className="d"> and {count(total - 1)} more</span> : null}
      </span>
      <span className="d cut">
        {seconds > 0 ? (
          <>
            leaves in <b style={{ color: 'var(--ink)' }}>{holdWords(seconds * 1_000)}</b>, until then it can be undone
          </>
        ) : (
          'leaving now'
        )}
      </span>
      <span className="grow" />
      <Button
        isSmall
        icon="undo"
        keys={keyLabel('mod+z')}
        whyNot={isOthers ? 'Approved by others: take it back on its card in the inbox, under Holding.' : undefined}
        onPress={() => void undoHeld()}
      >
        {holding.every(({ approvedBy }) => approvedBy === personId) ? 'Undo' : 'Undo yours'}
      </Button>
    </section>
  );
}
