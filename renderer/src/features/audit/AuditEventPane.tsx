import type { ReactElement } from 'react';
import type { AuditEvent } from '../../../../shared/domain/audit.ts';
import { groupedHash, shortHash, shortId } from '../../format/hash.ts';
import { bytes, count } from '../../format/number.ts';
import { prettyJson } from '../../../../shared/pretty-json.ts';
import { utcDate, utcTime, wholeTime } from '../../format/time.ts';
import { goQuietly, hrefOf } from '../../stores/route.ts';
import { IconButton } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import s from './Audit.module.css';

/** One event: who, when, its place in the chain, and the very bytes that were hashed. */
export function AuditEventPane({
  event,
  next,
}: {
  readonly event: AuditEvent;
  readonly next: AuditEvent | undefined;
}): ReactElement {
  return (
    <aside className={`pane ${s['side']}`} aria-label={`Event ${event.seq}`}>
      <div className="head">
        <h2>Event {count(event.seq)}</h2>
        <span className="d mono cut">{event.kind}</span>
        <span className="grow" />
        <IconButton icon="x" label="Close" onPress={() => goQuietly({ page: 'audit', seq: null })} />
      </div>
      <div className={`scroll ${s['facts']}`} tabIndex={0} role="group" aria-label="Event">
        <h3 className={s['title']}>{event.summary}</h3>
        <dl className="facts">
          <dt>Who</dt>
          <dd>
            {event.actorId}, {event.role ?? event.actorKind}
          </dd>
          <dt>When</dt>
          <dd>
            {utcDate(event.atMs)} {utcTime(event.atMs)} UTC
            <br />
            <span className="d">{wholeTime(event.atMs)}</span>
          </dd>
          {event.runId === null ? null : (
            <>
              <dt>Run</dt>
              <dd>
                <a className="mono" href={hrefOf({ page: 'run', runId: event.runId, tab: null })}>
                  {shortId(event.runId)}
                </a>
              </dd>
            </>
          )}
          {event.approvalId === null ? null : (
            <>
              <dt>Approval</dt>
              <dd>
                <a className="mono" href={hrefOf({ page: 'inbox', approvalId: event.approvalId })}>
                  {shortId(event.approvalId)}
                </a>
              </dd>
            </>
          )}
        </dl>
        <section>
          <h3 className="label">In the chain</h3>
          <ol className={s['chain']}>
            {next === undefined ? null : (
              <li>
                <span className="mono">{shortHash(next.leafHash)}</span>
                <span className="d">
                  {count(next.seq)} {next.kind}
                </span>
              </li>
            )}
            <li className={s['me']}>
              <span className="mono">{shortHash(event.leafHash)}</span>
              {count(event.seq)} this event
            </li>
            <li>
              <span className="mono">{shortHash(event.previousHash)}</span>
              <span className="d">
                {event.seq <= 1 ? 'start of the chain' : `${count(event.seq - 1)}, the one before`}
              </span>
            </li>
          </ol>
        </section>
        <section>
          <h3 className="label">
            Canonical bytes <span>{bytes(new TextEncoder().encode(event.bytes).length)}</span>
            <span className="grow" />
            <CopyButton text={event.bytes} />
          </h3>
          <pre className="code">{prettyJson(event.bytes)}</pre>
        </section>
        <section>
          <h3 className="label">Leaf hash</h3>
          <p className="mono d small" style={{ overflowWrap: 'anywhere' }}>
            {groupedHash(event.leafHash)}
          </p>
        </section>
      </div>
    </aside>
  );
}
