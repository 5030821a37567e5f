import { useCallback, useMemo } from 'react';
import type { ReactElement } from 'react';
import type { EffectSummary } from '../../../../shared/domain/effect.ts';
import { count } from '../../format/number.ts';
import { effectLooks } from '../../format/status.ts';
import { hrefOf } from '../../stores/route.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { readMoreEffects, useRunEffects } from '../../stores/run-effects.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Status, TierMark } from '../../ui/Status.tsx';
import { Ago } from '../../ui/Time.tsx';
import { VirtualRows } from '../../ui/VirtualRows.tsx';
import { useRowHeights } from '../inbox/use-row-heights.ts';
import s from './Run.module.css';

const none: readonly EffectSummary[] = [];
const columns = ['Tier', 'Action', 'State', 'Tool', 'What came of it', 'Sent', 'Changed'];

/** What this run did to the world or wants to do, each with its approval. */
export function EffectsTab({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { effectsTotal } = detail;
  const { runId } = detail.run;
  const later = useRunEffects((state) => (state.runId === runId ? state.later : none));
  const effects = useMemo(() => [...detail.effects, ...later], [detail.effects, later]);
  const afterFirst = detail.effectsNext ?? null;
  const onNearEnd = useCallback(() => void readMoreEffects(runId, afterFirst), [runId, afterFirst]);
  const rowPx = useRowHeights().table;
  if (effects.length === 0)
    return (
      <Empty kind="nothing-yet" icon="send" title="This run proposed nothing">
        It has sent, changed and published nothing.
      </Empty>
    );
  return (
    <>
      <VirtualRows
        count={effects.length}
        rowHeight={() => rowPx}
        rowKey={(index) => effects[index]?.effectId ?? ''}
        header={{ node: <Head />, heightPx: 30 }}
        host={{ role: 'table', tabIndex: 0, 'aria-label': 'Effects', 'aria-rowcount': effectsTotal + 1 }}
        onNearEnd={onNearEnd}
        row={(index) => {
          const effect = effects[index];
          return effect === undefined ? null : <Row effect={effect} index={index} />;
        }}
      />
      <div className="foot">
        {effects.length < effectsTotal
          ? `${count(effects.length)} of ${count(effectsTotal)} read, more below`
          : `${count(effectsTotal)} in all`}
      </div>
    </>
  );
}

function Head(): ReactElement {
  return (
    <div className={`${s['erow']} ${s['jhead']}`} role="row" aria-rowindex={1}>
      {columns.map((word) => (
        <span role="columnheader" key={word}>
          {word}
        </span>
      ))}
    </div>
  );
}

function Row({ effect, index }: { readonly effect: EffectSummary; readonly index: number }): ReactElement {
  const outcome = effect.causeDetail ?? effect.receipt?.summary ?? '';
  return (
    <div className={s['erow']} role="row" aria-rowindex={index + 2}>
      <span role="cell">
        <TierMark tier={effect.tier} />
      </span>
      <span role="cell" className="cut" title={effect.title}>
        {effect.approvalId === null ? (
          effect.title
        ) : (
          <a href={hrefOf({ page: 'inbox', approvalId: effect.approvalId })}>{effect.title}</a>
        )}
      </span>
      <span role="cell">
        <Status
          look={effectLooks[effect.status]}
          word={effect.cause === null ? effectLooks[effect.status].word : `${effect.status}: ${effect.cause}`}
        />
      </span>
      <span role="cell" className="mono cut">
        {effect.toolId}
      </span>
      <span role="cell" className="cut q" title={outcome}>
        {outcome}
      </span>
      <span role="cell">{effect.dispatches === 0 ? <span className="d">no</span> : `${effect.dispatches} ×`}</span>
      <span role="cell" className="d">
        <Ago at={effect.changedAtMs} />
      </span>
    </div>
  );
}
