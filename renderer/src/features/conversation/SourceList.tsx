import type { ReactElement } from 'react';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { Shown } from '../../ui/Shown.tsx';
import { Status } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import { placeOf } from './places.ts';
import t from './Turn.module.css';

/** What an answer stands on, by the numbers in it, each with its age. */
export function SourceList({ turn }: { readonly turn: Turn }): ReactElement {
  const sources = turn.answer?.sources ?? [];
  return (
    <ol className={t['cites']}>
      {sources.map((source, index) => {
        const place = placeOf(source);
        const moved = turn.outdated.find((one) => one.source === index + 1);
        return (
          <li key={`${source.kind}-${source.id}`}>
            <span className={t['k']}>{index + 1}</span>
            <div>
              {place === null ? (
                <b className="b">
                  <Shown text={source.label} />
                </b>
              ) : (
                <a className="b" href={place}>
                  <Shown text={source.label} />
                </a>
              )}
              <p className="d">
                {source.kind}, <Ago at={source.atMs} />
              </p>
              {moved === undefined ? null : (
                <p>
                  <Status look={{ family: 'wait', mark: 'stale', word: 'outdated' }} /> {moved.what}{' '}
                  <Ago at={moved.nowAtMs} />
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
