import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { mostInBulk } from '../../../../shared/domain/bulk.ts';
import type { BulkPreview, BulkVerb } from '../../../../shared/domain/bulk.ts';
import { explain } from '../../format/errors.ts';
import { count, counted } from '../../format/number.ts';
import { readBulkPreview, startBulk } from '../../stores/bulk.ts';
import type { BulkTarget } from '../../stores/bulk.ts';
import { clearMarkedRuns } from '../../stores/marked-runs.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { readPlace, whyNoPlace, type PlaceField } from '../queues/place.ts';
import { PlaceInput } from '../queues/PlaceInput.tsx';
import { BulkProgress } from './BulkProgress.tsx';

interface BulkWords {
  readonly go: string;
  readonly does: string;
  readonly takesEntry?: true;
  readonly takesPlace?: PlaceField;
}

const verbs: Readonly<Record<BulkVerb, BulkWords>> = {
  cancel: { go: 'Cancel', does: 'Each stops at its next checkpoint; what it did is undone after a decision.' },
  kill: { go: 'Kill', does: 'Each ends at once. Nothing is undone.' },
  pause: { go: 'Pause', does: 'None goes on or sends anything until it is resumed.' },
  resume: { go: 'Resume', does: 'Each goes on from its last checkpoint.' },
  retry: { go: 'Retry', does: 'Each begins again, as a new attempt. Its actions ask again.', takesEntry: true },
  rewind: {
    go: 'Rewind',
    does: 'Each goes back to an entry, in place. Its actions since ask again.',
    takesEntry: true,
  },
  fork: { go: 'Fork', does: 'A new run is made of each. Its actions ask again.', takesEntry: true },
  rollBack: { go: 'Roll back', does: 'What each did is undone, newest first, after a decision.' },
  prioritise: {
    go: 'Prioritise',
    does: 'Each gets another place among those that wait: higher goes first.',
    takesPlace: 'priority',
  },
  move: { go: 'Move', does: 'Each waits in another queue of its lane from now on.', takesPlace: 'queue' },
  delay: { go: 'Put off', does: 'Each starts no earlier than then.', takesPlace: 'delay' },
};

/** One verb on everything a filter matches, or on what is marked: choose, see what it would do, start it, watch it. */
export function BulkSheet({ target }: { readonly target: BulkTarget }): ReactElement {
  const [verb, setVerb] = useState<BulkVerb>('cancel');
  const [entry, setEntry] = useState('');
  const [place, setPlace] = useState('');
  const [answer, setAnswer] = useState<{
    readonly key: string;
    readonly seen: BulkPreview | null;
    readonly problem: string;
  } | null>(null);
  const [looks, setLooks] = useState(0);
  const [jobId, setJobId] = useState<string | null>(null);
  const { takesPlace } = verbs[verb];
  const key = `${looks} ${verb}`;
  const { seen, problem } = answer?.key === key ? answer : { seen: null, problem: '' };

  useEffect(() => {
    let isWanted = true;
    readBulkPreview(verb, target).then(
      (found) => isWanted && setAnswer({ key, seen: found, problem: '' }),
      (error: unknown) => isWanted && setAnswer({ key, seen: null, problem: explain(error).detail }),
    );
    return () => {
      isWanted = false;
    };
  }, [verb, target, key]);

  async function start(reason: string): Promise<void> {
    const path = verbs[verb].takesEntry === true && entry !== '' ? entry : null;
    const terms = readPlace(takesPlace, place);
    setJobId(await startBulk({ verb, target, seen: seen?.set ?? '', path, reason, ...terms }));
    if (target.kind === 'marked') clearMarkedRuns();
  }

  if (jobId !== null) return <BulkProgress jobId={jobId} go={verbs[verb].go} />;
  const missing = verb === 'rewind' && entry === '' ? 'Say to which entry.' : whyNoPlace(takesPlace, place);
  return (
    <VerbSheet
      title={
        target.kind === 'marked'
          ? `Do this with ${counted(target.runIds.length, 'marked run')}`
          : 'Do this with all that match'
      }
      note={noteOf(target)}
      go={`${verbs[verb].go} ${seen === null ? '' : counted(seen.allowed, 'run')}`}
      stay="Leave them as they are"
      isDanger
      whyNot={whyNotNow(seen, problem, target) ?? missing}
      reasonKept="in the audit log, with every run"
      onClose={closeOverlay}
      onGo={start}
      onDone={stays}
      onRefused={() => setLooks(looks + 1)}
    >
      <div className="field">
        <label htmlFor="bulk-verb">Verb</label>
        <select
          id="bulk-verb"
          className="input"
          value={verb}
          onChange={(event) => {
            setVerb(event.target.value as BulkVerb);
            setPlace('');
          }}
        >
          {Object.entries(verbs).map(([id, { go }]) => (
            <option key={id} value={id}>
              {go}
            </option>
          ))}
        </select>
        <span className="hint">{verbs[verb].does}</span>
      </div>
      {verbs[verb].takesEntry === true ? (
        <div className="field">
          <label htmlFor="bulk-entry">Go on from entry</label>
          <input
            id="bulk-entry"
            className="input mono"
            value={entry}
            onChange={(event) => setEntry(event.target.value)}
          />
          <span className="hint">
            As it stands in their journals, such as 3. {verb === 'rewind' ? '' : 'Empty: from the top.'} A run without
            it is ignored.
          </span>
        </div>
      ) : null}
      {takesPlace === undefined ? null : <PlaceInput field={takesPlace} value={place} onChange={setPlace} />}
      {seen === null ? (
        <p className="d">{problem === '' ? 'Counting.' : problem}</p>
      ) : (
        <Counts seen={seen} target={target} />
      )}
    </VerbSheet>
  );
}

/** The sheet shows the job from then on. */
function stays(): void {}

function noteOf(target: BulkTarget): string {
  if (target.kind === 'marked') return 'these and no others, whatever the list shows meanwhile';
  return target.query === '' ? 'every run' : target.query;
}

function whyNotNow(seen: BulkPreview | null, problem: string, target: BulkTarget): string | undefined {
  if (seen === null) return problem === '' ? 'The runs are being counted.' : problem;
  if (seen.isTooMany) return `More than ${count(mostInBulk)} runs match: narrow the filter.`;
  if (seen.matched === 0)
    return target.kind === 'marked' ? 'None of them is here any more.' : 'No run matches this filter.';
  if (seen.allowed === 0) return 'It can be used on none of them now.';
  return undefined;
}

function Counts({ seen, target }: { readonly seen: BulkPreview; readonly target: BulkTarget }): ReactElement {
  const gone = target.kind === 'marked' ? target.runIds.length - seen.matched : 0;
  return (
    <dl className="facts" aria-label="What it would do" style={{ gridTemplateColumns: 'max-content minmax(0, 1fr)' }}>
      <dt>{target.kind === 'marked' ? 'Marked' : 'Match'}</dt>
      <dd>
        {seen.isTooMany ? 'more than ' : ''}
        {counted(seen.matched, 'run')}
        {gone > 0 ? `, and ${count(gone)} that ${gone === 1 ? 'is' : 'are'} not here any more` : ''}
      </dd>
      <dt>Would change</dt>
      <dd>{counted(seen.allowed, 'run')}</dd>
      {seen.effectsDone === 0 ? null : (
        <>
          <dt>Their actions</dt>
          <dd>{count(seen.effectsDone)} were carried out; whatever repeats or undoes one asks for a decision</dd>
        </>
      )}
      {seen.ignored.map(({ reason, count: many }) => (
        <FactOf key={reason} many={many} reason={reason} />
      ))}
    </dl>
  );
}

function FactOf({ many, reason }: { readonly many: number; readonly reason: string }): ReactElement {
  return (
    <>
      <dt>Ignored</dt>
      <dd>
        {count(many)}: {reason}
      </dd>
    </>
  );
}
