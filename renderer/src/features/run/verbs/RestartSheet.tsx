import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { Consequences, RestartVerb } from '../../../../../shared/domain/consequences.ts';
import type { StepSummary } from '../../../../../shared/domain/run.ts';
import { counted } from '../../../format/number.ts';
import { explain } from '../../../format/errors.ts';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useRunPage } from '../../../stores/run-page.ts';
import { readConsequences, restartRun } from '../../../stores/run-verbs.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';
import { ConsequenceView } from './ConsequenceView.tsx';
import { ForkEdit } from './ForkEdit.tsx';
import type { Edited } from './ForkEdit.tsx';

const words = {
  retry: { title: 'Retry this run?', go: 'Retry', lead: 'The same run again, as a new attempt.' },
  rewind: {
    title: 'Rewind this run?',
    go: 'Rewind',
    lead: 'The same run goes back to an entry, in place, whatever it is doing now.',
  },
  fork: { title: 'Fork this run?', go: 'Fork', lead: 'A new run goes on from here; this one stays as it is.' },
} as const;

/** What follows from one choice; `key` names it, so that an answer to another is not shown. */
interface Answer {
  readonly key: string;
  readonly seen: Consequences | null;
  readonly problem: string | null;
}
const nothingYet = { seen: null, problem: null } as const;

/** Chooses where to go on from, shows what follows from it, and does it. */
export function RestartSheet({ verb, runId }: { readonly verb: RestartVerb; readonly runId: string }): ReactElement {
  const steps = useRunPage((state) => (state.runId === runId ? (state.detail?.steps ?? []) : []));
  const title = useRunPage((state) => state.detail?.run.title ?? '');
  const [path, setPath] = useState<string | null>(() => firstChoice(verb, steps));
  const [edited, setEdited] = useState<Edited>({});
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [looks, setLooks] = useState(0);
  const key = `${looks} ${path ?? ''}`;
  const { seen, problem } = answer?.key === key ? answer : nothingYet;

  useEffect(() => {
    let isWanted = true;
    const take = (found: Omit<Answer, 'key'>): void => {
      if (isWanted) setAnswer({ key, ...found });
    };
    readConsequences(runId, verb, path).then(
      (found) => take({ seen: found, problem: null }),
      (error: unknown) => take({ seen: null, problem: explain(error).detail }),
    );
    return () => {
      isWanted = false;
    };
  }, [runId, verb, path, key]);

  const why = seen === null ? (problem ?? 'The preview is being read.') : (seen.blocked ?? undefined);
  const asks =
    seen === null || seen.repeats.count === 0 ? '' : `, ${counted(seen.repeats.count, 'action')} will ask again`;
  return (
    <VerbSheet
      title={words[verb].title}
      note={title}
      go={`${words[verb].go}${asks}`}
      goIcon="retry"
      stay="Leave it as it is"
      whyNot={why}
      onClose={closeOverlay}
      onGo={(reason) => restartRun({ verb, runId, path, version: seen?.version ?? '', reason, ...edited })}
      onRefused={() => setLooks(looks + 1)}
    >
      <p className="q">{words[verb].lead}</p>
      <div className="field">
        <label htmlFor="restart-from">Go on from</label>
        <select
          id="restart-from"
          className="input"
          value={path ?? ''}
          onChange={(event) => {
            setEdited({});
            setPath(event.target.value === '' ? null : event.target.value);
          }}
        >
          {verb === 'rewind' ? null : <option value="">the top: nothing is kept</option>}
          {steps.map((step) => (
            <option key={step.path} value={step.path}>
              {step.name} ({step.status}), entry {step.path}
            </option>
          ))}
        </select>
        <span className="hint">What was recorded before it is kept; it and everything after it is done again.</span>
      </div>
      {verb === 'fork' ? <ForkEdit runId={runId} path={path} onEdit={setEdited} /> : null}
      {seen === null ? (
        <p className="d">{problem ?? 'Reading what follows from it.'}</p>
      ) : (
        <ConsequenceView consequences={seen} />
      )}
    </VerbSheet>
  );
}

/** Where most people want to go on: a retry at the step that failed, a rewind at the last one. */
function firstChoice(verb: RestartVerb, steps: readonly StepSummary[]): string | null {
  if (verb === 'retry') return steps.findLast((step) => step.status === 'failed')?.path ?? null;
  return verb === 'rewind' ? (steps.at(-1)?.path ?? null) : null;
}
