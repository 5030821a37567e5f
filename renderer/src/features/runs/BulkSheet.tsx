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
import { readPlace, whyNoPlace } from '../queues/place.ts';
import { PlaceInput } from '../queues/PlaceInput.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { BulkProgress } from './BulkProgress.tsx';
import { bulkWords } from './bulk-words.ts';

/** One verb on everything a filter matches, or on what is marked: choose, see what it would do, start it, watch it. */
export function BulkSheet(props: {
  readonly target: BulkTarget;
  /** The one verb that is asked for. */
  readonly only?: BulkVerb;
}): ReactElement {
  const { target, only } = props;
  const [verb, setVerb] = useState<BulkVerb>(only ?? 'cancel');
  const [entry, setEntry] = useState('');
  const [place, setPlace] = useState('');
  const [answer, setAnswer] = useState<{
    readonly key: string;
    readonly seen: BulkPreview | null;
    readonly problem: string;
  } | null>(null);
  const [looks, setLooks] = useState(0);
  const [jobId, setJobId] = useState<string | null>(null);
  const { takesPlace } = bulkWords[verb];
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
    const path = bulkWords[verb].takesEntry === true && entry !== '' ? entry : null;
    const terms = readPlace(takesPlace, place);
    if (seen === null) return;
    setJobId(await startBulk({ verb, seen, path, reason, ...terms }));
    if (target.kind === 'marked') clearMarkedRuns();
  }

  if (jobId !== null) return <BulkProgress jobId={jobId} go={bulkWords[verb].go} />;
  const missing = verb === 'rewind' && entry === '' ? 'Say to which entry.' : whyNoPlace(takesPlace, place);
  return (
    <VerbSheet
      title={titleOf(target, only)}
      note={noteOf(target)}
      go={`${bulkWords[verb].go} ${seen === null ? '' : counted(seen.allowed, 'run')}`}
      stay="Leave them as they are"
      isDanger
      whyNot={whyNotNow(seen, problem, target) ?? missing}
      reason={only === undefined ? 'optional' : 'needed'}
      reasonKept="in the audit log, with every run"
      onClose={closeOverlay}
      onGo={start}
      onDone={stays}
      onRefused={() => setLooks(looks + 1)}
    >
      {only === undefined ? (
        <VerbChoice
          verb={verb}
          onChoose={(next) => {
            setVerb(next);
            setPlace('');
          }}
        />
      ) : (
        <p className="q">{bulkWords[verb].does}</p>
      )}
      {bulkWords[verb].takesEntry === true ? (
        <TextField
          label="Go on from entry"
          isMono
          value={entry}
          hint={
            <>
              As it stands in their journals, such as 3. {verb === 'rewind' ? '' : 'Empty: from the top.'} A run without
              it is ignored.
            </>
          }
          onChange={setEntry}
        />
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

function VerbChoice(props: { readonly verb: BulkVerb; readonly onChoose: (verb: BulkVerb) => void }): ReactElement {
  const { verb, onChoose } = props;
  return (
    <div className="field">
      <label htmlFor="bulk-verb">Verb</label>
      <select
        id="bulk-verb"
        className="input"
        value={verb}
        onChange={(event) => onChoose(event.target.value as BulkVerb)}
      >
        {Object.entries(bulkWords).map(([id, { go }]) => (
          <option key={id} value={id}>
            {go}
          </option>
        ))}
      </select>
      <span className="hint">{bulkWords[verb].does}</span>
    </div>
  );
}

function titleOf(target: BulkTarget, only: BulkVerb | undefined): string {
  if (only !== undefined)
    return `${bulkWords[only].go} ${target.kind === 'marked' ? counted(target.runIds.length, 'dead letter') : 'all that match'}?`;
  return target.kind === 'marked'
    ? `Do this with ${counted(target.runIds.length, 'marked run')}`
    : 'Do this with all that match';
}

/** The sheet shows the job from then on. */
function stays(): void {}

function noteOf(target: BulkTarget): string {
  if (target.kind === 'marked') return 'these and no others, whatever the list shows meanwhile';
  if (target.query !== '') return target.query;
  return target.kind === 'letters' ? 'every open dead letter' : 'every run';
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
