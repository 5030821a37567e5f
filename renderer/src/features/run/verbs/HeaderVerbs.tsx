import type { ReactElement } from 'react';
import type { Verb } from '../../../../../shared/domain/run.ts';
import { counted } from '../../../format/number.ts';
import { showOverlay } from '../../../stores/overlay.ts';
import { hrefOf } from '../../../stores/route.ts';
import type { RunDetail } from '../../../stores/run-page.ts';
import { resumeRun } from '../../../stores/run-verbs.ts';
import { Button } from '../../../ui/Button.tsx';
import s from '../RunHeader.module.css';
import { VerbMenu } from './VerbMenu.tsx';
import type { VerbEntry } from './VerbMenu.tsx';

/** Every verb of a run: the usual ones as buttons, the others in a menu, each with its reason when it cannot be used. */
export function HeaderVerbs({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run, verbs } = detail;
  const { runId, title } = run;
  return (
    <div className={s['verbs']}>
      {run.pendingApprovals > 0 ? (
        <a
          className="btn primary"
          href={hrefOf({ page: 'inbox', approvalId: null })}
          style={{ textDecoration: 'none' }}
        >
          Decide {counted(run.pendingApprovals, 'action')}
        </a>
      ) : null}
      {run.status === 'paused' ? (
        <Button icon="right" whyNot={whyNot(verbs.resume)} onPress={() => void resumeRun(runId)}>
          Resume
        </Button>
      ) : (
        <Button
          icon="clock"
          whyNot={whyNot(verbs.pause)}
          onPress={() => showOverlay({ kind: 'run-verb', verb: 'pause', runId, title })}
        >
          Pause
        </Button>
      )}
      <Button
        icon="retry"
        whyNot={whyNot(verbs.retry)}
        onPress={() => showOverlay({ kind: 'restart-run', verb: 'retry', runId })}
      >
        Retry
      </Button>
      <Button
        kind="danger"
        icon="x"
        whyNot={whyNot(verbs.cancel)}
        onPress={() => showOverlay({ kind: 'undo-run', verb: 'cancel', runId, title })}
      >
        Cancel
      </Button>
      <VerbMenu entries={entriesOf(detail)} />
    </div>
  );
}

function entriesOf({ run, verbs }: RunDetail): VerbEntry[] {
  const { runId, title } = run;
  return [
    {
      id: 'rewind',
      label: 'Rewind…',
      does: 'Back to a step, in place. What it did since asks again.',
      verb: verbs.rewind,
      run: () => showOverlay({ kind: 'restart-run', verb: 'rewind', runId }),
    },
    {
      id: 'fork',
      label: 'Fork…',
      does: 'A new run from a step of this one, its input or that result edited.',
      verb: verbs.fork,
      run: () => showOverlay({ kind: 'restart-run', verb: 'fork', runId }),
    },
    {
      id: 'extend',
      label: 'Continue…',
      does: 'A linked run with its artifacts and further input.',
      verb: verbs.extend,
      run: () => showOverlay({ kind: 'extend-run', runId, title }),
    },
    {
      id: 'signal',
      label: 'Send a signal…',
      does: 'Tell it what it waits for, or will wait for.',
      verb: verbs.signal,
      run: () => showOverlay({ kind: 'send-signal', runId, title, name: '', key: '' }),
    },
    {
      id: 'prioritise',
      label: 'Prioritise…',
      does: 'Go earlier or later than others that wait.',
      verb: verbs.prioritise,
      run: () => showOverlay({ kind: 'place-run', run, verbs, first: 'priority' }),
    },
    {
      id: 'move',
      label: 'Move to another queue…',
      does: 'Wait in another queue of its lane from now on.',
      verb: verbs.move,
      run: () => showOverlay({ kind: 'place-run', run, verbs, first: 'queue' }),
    },
    {
      id: 'delay',
      label: 'Put off…',
      does: 'Start no earlier than in so many minutes.',
      verb: verbs.delay,
      run: () => showOverlay({ kind: 'place-run', run, verbs, first: 'delay' }),
    },
    {
      id: 'roll-back',
      label: 'Roll back…',
      does: 'Undo what it did, newest first; lists what cannot be undone.',
      verb: verbs.rollBack,
      run: () => showOverlay({ kind: 'undo-run', verb: 'roll-back', runId, title }),
    },
    {
      id: 'kill',
      label: 'Kill',
      does: 'End it at once, wherever it is. Nothing is undone.',
      verb: verbs.kill,
      isDanger: true,
      run: () => showOverlay({ kind: 'run-verb', verb: 'kill', runId, title }),
    },
  ];
}

function whyNot(verb: Verb): string | undefined {
  return verb.allowed ? undefined : verb.reason;
}
