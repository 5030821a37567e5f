import type { ReactElement } from 'react';
import type { Artifact } from '../../../../shared/domain/run.ts';
import { finalRunStatuses } from '../../../../shared/domain/run.ts';
import { bytes, count } from '../../format/number.ts';
import { downloadArtifact } from '../../stores/artifacts.ts';
import { reportFailure } from '../../stores/notices.ts';
import type { RunDetail } from '../../stores/run-page.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { later } from '../../ui/later.tsx';
import { setAsideOf, themesOf } from './report-model.ts';
import s from './Report.module.css';
import { useArtifactText } from './use-artifact.ts';

const MarkdownText = later(async () => (await import('../../ui/MarkdownText.tsx')).MarkdownText);

/** The run's result to be read: its report, its themes, and the rows that were set aside. */
export function ReportTab({ detail }: { readonly detail: RunDetail }): ReactElement {
  const report = newest(
    detail.artifacts,
    (artifact) => artifact.role === 'report' && artifact.mediaType.includes('markdown'),
  );
  const machine = newest(
    detail.artifacts,
    (artifact) => artifact.role !== 'quarantine' && artifact.mediaType === 'application/json',
  );
  const quarantine = newest(detail.artifacts, (artifact) => artifact.role === 'quarantine');
  const text = useArtifactText(report?.artifactId);
  if (report === undefined)
    return finalRunStatuses.has(detail.run.status) ? (
      <Empty kind="nothing-yet" icon="file" title="This run wrote no report">
        What it did write is under Artifacts.
      </Empty>
    ) : (
      <Empty kind="nothing-yet" icon="file" title="The report is not written yet">
        It appears here when its step has finished. The timeline shows how far the run is.
      </Empty>
    );
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label="Report">
      <div className={s['reading']}>
        <article className={s['doc']}>
          {text.state === 'loading' ? <Empty kind="loading" title="Reading the report" /> : null}
          {text.state === 'failed' ? <Failure error={text.error} /> : null}
          {text.state === 'read' ? (
            <>
              <MarkdownText text={text.text} meanwhile={<Empty kind="loading" title="Reading the report" />} />
              {text.isWhole ? null : (
                <p className="wait">Only the first part is shown. Download the file for the rest.</p>
              )}
            </>
          ) : null}
        </article>
        <aside className={s['aside']} aria-label="About this report">
          <section>
            <h2 className="label">
              {report.name} <span>version {report.version}</span>
            </h2>
            <p className="d small">
              {bytes(report.bytes)}, SHA-256 <span className="mono">{report.sha256.slice(0, 16)}</span>
            </p>
            <div className="row" style={{ marginTop: 8 }}>
              <Button isSmall icon="download" onPress={() => void downloadArtifact(report).catch(reportFailure)}>
                Download
              </Button>
            </div>
          </section>
          {machine === undefined ? null : <Themes artifact={machine} />}
          {quarantine === undefined ? null : <SetAsideList artifact={quarantine} />}
        </aside>
      </div>
    </div>
  );
}

function Themes({ artifact }: { readonly artifact: Artifact }): ReactElement | null {
  const text = useArtifactText(artifact.artifactId);
  if (text.state !== 'read') return null;
  const themes = themesOf(text.text);
  if (themes.length === 0) return null;
  const most = Math.max(...themes.map((theme) => theme.tickets));
  const hasGrowth = themes.some((theme) => theme.growth !== '');
  return (
    <section>
      <h2 className="label">
        Themes <span>{count(themes.length)}</span>
      </h2>
      <table className={s['themes']}>
        <thead>
          <tr>
            <th scope="col">Theme</th>
            <th scope="col" className={s['bar']}>
              <span className="sr">Share of the largest</span>
            </th>
            <th scope="col" className={s['num']}>
              Size
            </th>
            {hasGrowth ? (
              <th scope="col" className={s['num']}>
                Growth
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {themes.map((theme) => (
            <tr key={theme.name}>
              <th scope="row" title={theme.name}>
                {theme.name}
              </th>
              <td className={s['bar']} aria-hidden="true">
                <i style={{ width: `${(theme.tickets / most) * 100}%` }} />
              </td>
              <td className={s['num']}>{count(theme.tickets)}</td>
              {hasGrowth ? <td className={`${s['num']} d`}>{theme.growth}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const mostListed = 100;

function SetAsideList({ artifact }: { readonly artifact: Artifact }): ReactElement | null {
  const text = useArtifactText(artifact.artifactId);
  if (text.state !== 'read') return null;
  const rows = setAsideOf(text.text);
  if (rows.length === 0) return null;
  return (
    <section>
      <h2 className="label">
        Set aside <span>{count(artifact.items ?? rows.length)}</span>
      </h2>
      <ul className={s['setaside']}>
        {rows.slice(0, mostListed).map((row, index) => (
          <li key={`${row.where}-${index}`}>
            {row.where === '' ? null : <span className="mono d">row {row.where} </span>}
            {row.reason}
            {row.raw === '' ? null : <span className={`mono cut ${s['raw']}`}>{row.raw}</span>}
          </li>
        ))}
      </ul>
      {rows.length > mostListed ? (
        <p className="d small">and {count(rows.length - mostListed)} more in the file</p>
      ) : null}
    </section>
  );
}

function newest(artifacts: readonly Artifact[], is: (artifact: Artifact) => boolean): Artifact | undefined {
  return artifacts.filter(is).toSorted((a, b) => b.version - a.version || b.atMs - a.atMs)[0];
}
