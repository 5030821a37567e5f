import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { BackupProgress, BackupSummary } from '../../../../shared/domain/backup.ts';
import { explain } from '../../format/errors.ts';
import { bytes, count, counted } from '../../format/number.ts';
import { makeBackup, readBackups, useBackups } from '../../stores/backups.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Settings.module.css';

/** Backups made while work goes on, and those there are. */
export function BackupsPart(): ReactElement {
  const { folder, isMaking, progress, makeFailure } = useBackups();
  const person = useActingPerson();
  useEffect(() => void readBackups(), []);
  const whyNot = isMaking
    ? 'A backup is being made.'
    : person === null
      ? 'Choose a profile first: the audit log names who made it.'
      : undefined;
  return (
    <section>
      <h3 className="label">Backups</h3>
      <p className={s['lede']}>
        A backup holds the database with the audit log, the records, the kept files and the code of the agents. It is
        made while work goes on, and checked before it counts as one. Copy it to another disk: a backup beside the
        original is lost with it. It is brought back with <code className="mono">lanekeeper restore FOLDER</code>.
      </p>
      <div className="row">
        <Button icon="download" kind="primary" whyNot={whyNot} onPress={() => void makeBackup()}>
          Back up now
        </Button>
        {progress === null ? null : <Progress now={progress} />}
      </div>
      {makeFailure === null ? null : (
        <p className="bad" role="alert">
          {explain(makeFailure).detail} {explain(makeFailure).next}
        </p>
      )}
      <BackupList />
      {folder === '' ? null : (
        <p className="hint">
          Folder:{' '}
          <span className="mono" style={{ overflowWrap: 'anywhere' }}>
            {folder}
          </span>
        </p>
      )}
    </section>
  );
}

function BackupList(): ReactElement {
  const { backups, failure } = useBackups();
  if (backups === null)
    return failure === null ? (
      <Empty kind="loading" title="Looking for backups" />
    ) : (
      <Failure error={failure} onRetry={() => void readBackups()} />
    );
  if (backups.length === 0) return <p className="hint">There is no backup yet.</p>;
  return (
    <ul className={s['checks']} aria-label="Backups">
      {backups.map((backup) => (
        <li key={backup.name}>
          <span className={`st ${wrongWith(backup) === null ? 'ok' : 'wait'}`}>
            <Mark name={wrongWith(backup) === null ? 'succeeded' : 'needs-attention'} />
            <span className="sr">{wrongWith(backup) === null ? 'whole' : 'look at this'}</span>
          </span>
          <span className="b">{backup.takenAtMs === 0 ? backup.name : <Ago at={backup.takenAtMs} />}</span>
          <span>
            {backup.takenAtMs === 0 ? '' : `${bytes(backup.bytes)}, ${counted(backup.events, 'audit event')}, `}
            <span className="mono">{backup.name}</span>
          </span>
          {wrongWith(backup) === null ? null : <p>{wrongWith(backup)}</p>}
        </li>
      ))}
    </ul>
  );
}

function wrongWith({ problem, missing }: BackupSummary): string | null {
  if (problem !== null) return problem;
  return missing === 0 ? null : `${counted(missing, 'kept file')} were damaged or gone when it was made.`;
}

const phases: Readonly<Record<BackupProgress['phase'], string>> = {
  database: 'Copying the database',
  files: 'Copying kept files',
  checking: 'Checking the copy',
  settling: 'Flushing it to the disk',
};

function Progress({ now }: { readonly now: BackupProgress }): ReactElement {
  const { phase, done, total, unit } = now;
  return (
    <span role="status">
      {phases[phase]}
      {total === 0 ? '' : `: ${count(done)} of ${count(total)} ${unit}`}
    </span>
  );
}
