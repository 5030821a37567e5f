import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { useLetterCount, watchLetterCount } from '../../stores/dead-letters.ts';
import { hrefOf, useRoute } from '../../stores/route.ts';
import type { Route } from '../../stores/route.ts';
import s from './Runs.module.css';

const places: readonly { word: string; route: Route }[] = [
  { word: 'All runs', route: { page: 'runs', query: '' } },
  { word: 'Schedules', route: { page: 'schedules', scheduleId: null } },
  { word: 'Queues', route: { page: 'queues', name: null } },
  { word: 'Dead letters', route: { page: 'dead-letters' } },
];

/** What belongs to runs: the runs themselves, what starts them, where they wait, and those that were given up. */
export function RunsNav(): ReactElement {
  const page = useRoute((state) => state.route.page);
  const open = useLetterCount((state) => state.open);
  useEffect(watchLetterCount, []);
  return (
    <nav className={s['nav']} aria-label="Runs and what starts them">
      {places.map(({ word, route }) => (
        <a key={word} href={hrefOf(route)} aria-current={route.page === page ? 'page' : undefined}>
          {word}
          {route.page === 'dead-letters' && (open ?? 0) > 0 ? (
            <span className="tabular">
              {' '}
              {count(open ?? 0)}
              <span className="sr"> open</span>
            </span>
          ) : null}
        </a>
      ))}
    </nav>
  );
}
