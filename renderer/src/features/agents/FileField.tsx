import { useRef, useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import type { Inspection } from '../../../../shared/domain/agent.ts';
import { bytes, share } from '../../format/number.ts';
import { estimate } from '../../format/time.ts';
import { dropFile, giveFile } from '../../stores/start-run.ts';
import type { FileState } from '../../stores/start-run.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure } from '../../ui/Empty.tsx';
import { Icon, Mark } from '../../ui/Icon.tsx';
import s from './Agents.module.css';

/** Drop a file or choose one; it is sent in pieces, then the agent says how it reads it. */
export function FileField({ agentId, file }: { readonly agentId: string; readonly file: FileState }): ReactElement {
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function take(chosen: File | undefined): void {
    setProblem(null);
    if (chosen !== undefined) void giveFile(agentId, chosen);
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const item = event.dataTransfer.items[0];
    const isFolder = item?.webkitGetAsEntry()?.isDirectory === true;
    if (isFolder) setProblem('This is a folder. Drop one file: CSV, TSV or JSON lines.');
    else if (event.dataTransfer.files.length > 1) setProblem('One file at a time. Nothing was taken.');
    else take(event.dataTransfer.files[0]);
  }

  return (
    <section>
      <h3 className="label">
        File <span>CSV, TSV or JSON lines</span>
      </h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping has the button beside it */}
      <div
        className={`${s['drop']} ${isOver ? s['over'] : ''}`}
        role="region"
        aria-label="Drop a file here"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Icon name="file" />
        <FileWords file={file} />
        <span className="grow" />
        <input
          ref={picker}
          type="file"
          className="sr"
          tabIndex={-1}
          aria-label="File"
          onChange={(event) => {
            take(event.target.files?.[0]);
            // Or the same file, chosen again after it could not be read, would be no change to the browser.
            event.target.value = '';
          }}
        />
        {file.state === 'none' || file.state === 'failed' ? null : (
          <Button isSmall kind="quiet" onPress={dropFile}>
            {file.state === 'sending' ? 'Stop sending' : 'Take away'}
          </Button>
        )}
        <Button isSmall onPress={() => picker.current?.click()}>
          {file.state === 'none' ? 'Choose a file' : 'Another file'}
        </Button>
      </div>
      {problem === null ? null : (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      {file.state === 'failed' ? <Failure error={file.error} /> : null}
      {file.state === 'ready' ? <Findings inspection={file.inspection} /> : null}
    </section>
  );
}

function FileWords({ file }: { readonly file: FileState }): ReactElement {
  switch (file.state) {
    case 'none':
      return (
        <span className="q">
          Drop a file here. It is copied into the workspace by its hash and never leaves this machine.
        </span>
      );
    case 'sending':
      return (
        <span className={s['sending']}>
          <span className="cut">
            <b className="b">{file.name}</b>{' '}
            <span className="d">
              {bytes(file.sent)} of {bytes(file.bytes)}, {share(file.sent, file.bytes)}
              {file.leftMs === null ? '' : `, ${estimate(file.leftMs)} left`}
            </span>
          </span>
          <span
            className={s['track']}
            role="progressbar"
            aria-label="Sending the file"
            aria-valuemin={0}
            aria-valuemax={file.bytes}
            aria-valuenow={file.sent}
          >
            <i style={{ width: `${(file.sent / Math.max(1, file.bytes)) * 100}%` }} />
          </span>
        </span>
      );
    case 'inspecting':
      return (
        <span className="cut">
          <b className="b">{file.file.name}</b>{' '}
          <span className="d">{bytes(file.file.bytes)}, the agent is looking at it</span>
        </span>
      );
    case 'ready':
      return (
        <span className="cut">
          <b className="b">{file.file.name}</b>{' '}
          <span className="d">
            {bytes(file.file.bytes)}, SHA-256 <span className="mono">{file.file.sha256.slice(0, 12)}</span>
          </span>
        </span>
      );
    case 'failed':
      return <span className="cut">{file.name}</span>;
  }
}

function Findings({ inspection }: { readonly inspection: Inspection }): ReactElement {
  return (
    <div className={s['findings']}>
      {inspection.problems.map((problem) => (
        <p className="st wait" style={{ whiteSpace: 'normal' }} key={problem}>
          <Mark name="needs-attention" />
          {problem}
        </p>
      ))}
      <dl className={s['factline']}>
        {inspection.facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
      {inspection.columns.length === 0 ? null : (
        <div className={s['preview']} tabIndex={0} role="group" aria-label="First rows">
          <table className="table">
            <thead>
              <tr>
                {inspection.columns.map((column, index) => (
                  <th key={`${column}-${index}`}>{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {inspection.preview.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, at) => (
                    <td key={at} title={cell}>
                      <span className={`cut ${s['cell']}`}>{cell}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
