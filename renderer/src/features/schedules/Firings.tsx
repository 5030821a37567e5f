import type { ReactElement } from 'react';
import { shortId } from '../../format/hash.ts';
import { causeWords, outcomeWords } from '../../format/schedule.ts';
import { wholeTime } from '../../format/time.ts';
import { hrefOf } from '../../stores/route.ts';
import { readMoreFirings, useOpenSchedule } from '../../stores/schedules.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago } from '../../ui/Time.tsx';

/** What a schedule has done, newest first. */
export function Firings(): ReactElement {
  const firings = useOpenSchedule((state) => state.firings);
  const next = useOpenSchedule((state) => state.next);
  return (
    <section>
      <h3 className="label">Firings</h3>
      {firings.length === 0 ? (
        <p className="d">It has not fired yet.</p>
      ) : (
        <table className="table" aria-label="Firings">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Meant for</th>
              <th scope="col">Cause</th>
              <th scope="col">Outcome</th>
              <th scope="col">Run</th>
            </tr>
          </thead>
          <tbody>
            {firings.map((firing) => (
              <tr key={firing.key}>
                <td>
                  <Ago at={firing.atMs} />
                </td>
                <td>{wholeTime(firing.nominalAtMs)}</td>
                <td>
                  {causeWords[firing.cause]}
                  {firing.sentBy === null ? null : `, ${firing.sentBy}`}
                </td>
                <td>
                  <span className={firing.outcome === 'failed' ? 'bad' : undefined}>
                    {outcomeWords[firing.outcome]}
                  </span>
                  {firing.note === '' ? null : <span className="d small"> {firing.note}</span>}
                </td>
                <td>
                  {firing.runId === null ? (
                    <span className="d">none</span>
                  ) : (
                    <a className="mono" href={hrefOf({ page: 'run', runId: firing.runId, tab: null })}>
                      {shortId(firing.runId)}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next === null ? null : (
        <Button isSmall onPress={() => void readMoreFirings()}>
          Earlier firings
        </Button>
      )}
    </section>
  );
}
