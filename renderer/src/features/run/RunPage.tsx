import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { count } from '../../format/number.ts';
import { openRun, useRunPage } from '../../stores/run-page.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { goQuietly } from '../../stores/route.ts';
import type { RunTab } from '../../stores/route.ts';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import type { TabOption } from '../../ui/Tabs.tsx';
import { ArtifactsTab } from './ArtifactsTab.tsx';
import { CostTab } from './CostTab.tsx';
import { EffectsTab } from './EffectsTab.tsx';
import { InputTab } from './InputTab.tsx';
import { JournalTab } from './JournalTab.tsx';
import { RemovalBanner } from './KeptPart.tsx';
import { ReportTab } from './ReportTab.tsx';
import s from './Run.module.css';
import { RunHeader } from './RunHeader.tsx';
import { TimelineTab } from './TimelineTab.tsx';

/** One run: its header with verbs, and one history in several views. */
export function RunPage({ runId, tab }: { readonly runId: string; readonly tab: RunTab | null }): ReactElement {
  const detail = useRunPage((state) => (state.runId === runId ? state.detail : null));
  const failure = useRunPage((state) => state.failure);
  useEffect(() => openRun(runId), [runId]);
  if (detail === null)
    return failure === null ? (
      <Empty kind="loading" title="Reading the run" />
    ) : (
      <Failure error={failure} onRetry={() => openRun(runId)} />
    );
  return <OpenRun detail={detail} tab={tab ?? firstTab(detail)} />;
}

function OpenRun({ detail, tab }: { readonly detail: RunDetail; readonly tab: RunTab }): ReactElement {
  const journalTotal = useRunPage((state) => state.journalTotal);
  const { runId } = detail.run;
  const options: TabOption<RunTab>[] = [
    { id: 'timeline', label: 'Timeline' },
    { id: 'report', label: 'Report' },
    { id: 'journal', label: 'Journal', count: count(journalTotal) },
    { id: 'effects', label: 'Effects and approvals', count: count(detail.effectsTotal) },
    { id: 'input', label: 'Input' },
    { id: 'artifacts', label: 'Artifacts', count: count(detail.artifacts.length) },
    { id: 'cost', label: 'Cost' },
  ];
  return (
    <>
      <RunHeader detail={detail} />
      <RemovalBanner removal={detail.removal} />
      <Tabs
        label="Views of this run"
        panelId="run-view"
        options={options}
        chosen={tab}
        onChoose={(next) => goQuietly({ page: 'run', runId, tab: next })}
      >
        {tab === 'timeline' ? <Keys /> : null}
      </Tabs>
      <div className={s['view']} id="run-view" role="tabpanel" aria-labelledby={`run-view-${tab}`}>
        {viewOf(tab, detail)}
      </div>
    </>
  );
}

function viewOf(tab: RunTab, detail: RunDetail): ReactElement {
  switch (tab) {
    case 'timeline':
      return <TimelineTab detail={detail} />;
    case 'report':
      return <ReportTab detail={detail} />;
    case 'journal':
      return <JournalTab runId={detail.run.runId} />;
    case 'effects':
      return <EffectsTab detail={detail} />;
    case 'input':
      return <InputTab detail={detail} />;
    case 'artifacts':
      return <ArtifactsTab detail={detail} />;
    case 'cost':
      return <CostTab detail={detail} />;
  }
}

function Keys(): ReactElement {
  return (
    <span className={s['keys']}>
      Zoom <KeyHint of="timeline.in" />
      <KeyHint of="timeline.out" /> Pan <KeyHint of="timeline.left" />
      <KeyHint of="timeline.right" /> Fit <KeyHint of="timeline.fit" />
    </span>
  );
}

/** A finished run is opened for its result, a live one for its course. */
function firstTab(detail: RunDetail): RunTab {
  const hasReport = detail.artifacts.some((artifact) => artifact.role === 'report');
  return hasReport && detail.run.status !== 'running' ? 'report' : 'timeline';
}
