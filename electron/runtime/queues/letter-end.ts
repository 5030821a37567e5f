import type { Person } from '../../../shared/domain/person.ts';
import type { Change, Decide, Env } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import { by } from '../verbs/by.ts';
import type { LetterEnd } from './dead-letter.ts';

interface Told {
  readonly by: Person;
  readonly reason: string;
  readonly env: Env;
}

/** What is done with a run settles its letter, from whichever page it was done. */
export function letterEnd(how: LetterEnd['how'], runId: string, told: Told): Change {
  return {
    put: 'letter-end',
    end: { runId, how, by: told.by.printedName, reason: told.reason, atMs: told.env.nowMs },
  };
}

/** A verb of the dead letters, on a run that has an open one; `also` is what the verb does besides. */
export function settleLetter<R>(
  request: { readonly how: 'retried' | 'dismissed'; readonly by: Person; readonly reason: string },
  hasOpen: (runId: string) => boolean,
  also: Decide<{ run: string }, R>,
): Decide<{ run: string }, R> {
  return (loaded, env) => {
    const { run } = loaded;
    if (run === null) return refuse('not-found', 'There is no such run.');
    if (!hasOpen(run.runId))
      return refuse(
        'wrong-state',
        'The run has no open dead letter: it was settled, or the run never failed for good.',
        'Nothing was changed. `lanekeeper dead-letters` lists those that are open.',
      );
    const done = also(loaded, env);
    if (!done.ok) return done;
    const facts = { how: request.how, reason: request.reason };
    return {
      ...done,
      changes: [
        ...done.changes,
        letterEnd(request.how, run.runId, { ...request, env }),
        { put: 'audit', entry: { ...by(request.by), kind: 'dead-letter.settled', run: run.runId, facts } },
      ],
    };
  };
}
