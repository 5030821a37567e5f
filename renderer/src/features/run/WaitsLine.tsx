import type { ReactElement, ReactNode } from 'react';
import type { RunWait } from '../../../../shared/domain/run.ts';
import { shortId } from '../../format/hash.ts';
import { count } from '../../format/number.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { hrefOf } from '../../stores/route.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { Button } from '../../ui/Button.tsx';
import { Ago, Left } from '../../ui/Time.tsx';
import s from './RunHeader.module.css';

/** Waits listed one by one; the rest is counted. */
const mostShown = 5;

/** What a run waits for that is not a decision, and the way to answer it. */
export function WaitsLine({ detail }: { readonly detail: RunDetail }): ReactElement | null {
  const { run, waits, verbs } = detail;
  if (waits.length === 0 || run.finishedAtMs !== null) return null;
  return (
    <ul className={s['waits']} aria-label="What it waits for">
      {waits.slice(0, mostShown).map((wait) => (
        <li key={wait.path} className="row">
          <span className="grow">
            Waits {wordsOf(wait, detail.children)}, since <Ago at={wait.sinceMs} />
            {wait.dueAtMs === null ? null : (
              <>
                ; {wait.kind === 'signal' ? 'gives up in' : 'goes on in'} <Left until={wait.dueAtMs} />
              </>
            )}
          </span>
          {wait.kind === 'signal' ? (
            <Button
              isSmall
              whyNot={verbs.signal.allowed ? undefined : verbs.signal.reason}
              onPress={() =>
                showOverlay({ kind: 'send-signal', runId: run.runId, title: run.title, name: wait.name, key: wait.key })
              }
            >
              Send it
            </Button>
          ) : null}
        </li>
      ))}
      {waits.length > mostShown ? <li className="d">and {count(waits.length - mostShown)} more</li> : null}
    </ul>
  );
}

function wordsOf({ kind, name, key }: RunWait, children: RunDetail['children']): ReactNode {
  switch (kind) {
    case 'signal':
      return `for the signal ${name}${key === '' ? '' : ` with the key ${key}`}`;
    case 'child':
      return (
        <>
          for its child run{' '}
          <a href={hrefOf({ page: 'run', runId: name, tab: null })}>
            {children.list.find(({ runId }) => runId === name)?.title ?? shortId(name)}
          </a>
        </>
      );
    case 'sleep':
      return 'for its time';
    case 'retry':
      return `to try the step ${name} again`;
  }
}
