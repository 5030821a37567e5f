import type { Person } from '../../../shared/domain/person.ts';
import type { RunSummary } from '../../../shared/domain/run.ts';
import type { Ms } from '../../../shared/ids.ts';
import type { Decide, Env, Loaded, Outcome } from '../engine/engine-port.ts';
import { putRun } from '../engine/journal-rows.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { RunEvent } from '../engine/run-events.ts';
import type { RunState } from '../engine/states.ts';
import { runSummary } from '../engine/summaries.ts';
import { canDelay, canPlace } from '../verbs/allowed.ts';
import { by } from '../verbs/by.ts';
import { queueFull } from './admission.ts';

/** Where, or until when, an operator wants a run to wait. */
export type Placing =
  | { readonly verb: 'prioritise'; readonly priority: number }
  | { readonly verb: 'move'; readonly queue: string }
  | { readonly verb: 'delay'; readonly delayMs: Ms };

type Placed = Extract<RunEvent, { kind: 'placed' }>;
type Refusal = Outcome<never> & { ok: false };

const done = { prioritise: 'prioritised', move: 'moved', delay: 'delayed' } as const;

/** Another place for a run that waits, or will wait again; in force with the commit. */
export function placeRun(person: Person, placing: Placing, reason: string): Decide<{ run: string }, RunSummary> {
  return (loaded, env) => {
    const { run } = loaded;
    if (run === null) return refuse('not-found', 'There is no such run.');
    const verb = placing.verb === 'delay' ? canDelay(run) : canPlace(run);
    if (!verb.allowed) return refuse('wrong-state', verb.reason, 'Nothing was changed.');
    const event = placed(run, placing, { loaded, env });
    if ('ok' in event) return event;
    const change = putRun(run, [event]);
    const { queue, priority, notBeforeMs } = change.state;
    const facts = { verb: done[placing.verb], queue, priority, startsAtMs: notBeforeMs, reason };
    return {
      ok: true,
      changes: [change, { put: 'audit', entry: { ...by(person), kind: 'run.placed', run: run.runId, facts } }],
      reply: runSummary(change.state),
    };
  };
}

interface World {
  readonly loaded: Pick<Loaded<{ run: string }>, 'queue' | 'count'>;
  readonly env: Env;
}

function placed(run: RunState, placing: Placing, { loaded, env }: World): Placed | Refusal {
  switch (placing.verb) {
    case 'prioritise':
      if (run.priority === placing.priority) return same(`Its priority is ${run.priority} already.`);
      return { kind: 'placed', priority: placing.priority };
    case 'delay':
      if (placing.delayMs === 0 && run.notBeforeMs === null)
        return same('It is not put off: its turn may come at once.');
      return { kind: 'placed', notBeforeMs: placing.delayMs === 0 ? null : env.nowMs + placing.delayMs };
    case 'move': {
      if (run.queue === placing.queue) return same(`It is in the queue "${run.queue}" already.`);
      const queue = loaded.queue(placing.queue);
      if (queue === null)
        return refuse(
          'not-found',
          `There is no queue "${placing.queue}".`,
          'Nothing was changed; `lanekeeper queues` lists those there are.',
        );
      if (queue.lane !== run.lane)
        return refuse(
          'refused',
          `"${queue.name}" is a queue of the ${queue.lane} lane, and the run belongs to the ${run.lane} lane.`,
          'Nothing was changed. Choose a queue of its own lane.',
        );
      const full = run.status === 'queued' ? queueFull(queue, loaded.count) : null;
      return full ?? { kind: 'placed', queue: queue.name };
    }
  }
}

function same(message: string): Refusal {
  return refuse('wrong-state', message, 'Nothing was changed.');
}
