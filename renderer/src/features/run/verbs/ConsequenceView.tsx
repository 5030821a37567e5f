import type { ReactElement } from 'react';
import type { Consequences, TouchedEffect } from '../../../../../shared/domain/consequences.ts';
import { count, counted } from '../../../format/number.ts';
import { effectLooks } from '../../../format/status.ts';
import { duration } from '../../../format/time.ts';
import { Status } from '../../../ui/Status.tsx';
import s from './Verbs.module.css';

/** What a verb keeps, does again, repeats and takes back. */
export function ConsequenceView({ consequences }: { readonly consequences: Consequences }): ReactElement {
  const { kept, redone, repeats, withdrawn, keptEffects, undoneSince, blocked, notes } = consequences;
  return (
    <section className={s['consequences']} aria-label="What follows from it" aria-live="polite">
      <dl className="facts">
        <dt>Kept</dt>
        <dd>
          {kept.entries === 0 ? 'nothing' : `${counted(kept.entries, 'result')}, ${duration(kept.workMs)} of work`}
          {keptEffects === 0 ? '' : `, ${counted(keptEffects, 'finished action')} as they are`}
        </dd>
        <dt>Done again</dt>
        <dd>
          {counted(redone.entries, 'entry', 'entries')}
          {redone.workMs === 0 ? '' : `, ${duration(redone.workMs)} of work last time`}
        </dd>
        <dt>Repeats</dt>
        <dd>{repeats.count === 0 ? 'no action' : `${counted(repeats.count, 'action')}; each asks again`}</dd>
        <dt>Taken back</dt>
        <dd>{withdrawn.count === 0 ? 'nothing' : `${counted(withdrawn.count, 'action')} not sent yet`}</dd>
      </dl>
      {blocked === null ? null : <p className="b small">{blocked}</p>}
      <EffectList title="Undone since, and would be kept" effects={undoneSince.list} all={undoneSince.count} />
      <EffectList title="Would be proposed again" effects={repeats.list} all={repeats.count} />
      <EffectList title="Would be taken back" effects={withdrawn.list} all={withdrawn.count} />
      {notes.map((note) => (
        <p key={note} className="q small">
          {note}
        </p>
      ))}
    </section>
  );
}

/** The actions a verb touches, closed when there are many. */
export function EffectList(props: {
  readonly title: string;
  readonly effects: readonly TouchedEffect[];
  readonly all: number;
}): ReactElement | null {
  const { title, effects, all } = props;
  if (effects.length === 0) return null;
  return (
    <details open={effects.length <= 5}>
      <summary>
        {title} ({count(all)})
      </summary>
      <ul className={s['effects']}>
        {effects.map((effect) => (
          <li key={effect.effectId}>
            <Status look={effectLooks[effect.status]} />
            <span className="grow cut">{effect.title}</span>
            <span className="d small">{effect.canCompensate ? 'can be undone' : 'cannot be undone'}</span>
          </li>
        ))}
        {all > effects.length ? <li className="d">and {count(all - effects.length)} more</li> : null}
      </ul>
    </details>
  );
}
