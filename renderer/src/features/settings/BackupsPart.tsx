import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { BackupProgress } from '../../../../shared/domain/backup.ts';
import { explain } from '../../format/errors.ts';
import { count } from '../../format/number.ts';
import { makeBackup, readBackups, useBackups } from '../../stores/backups.ts';
import { useActingPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { BackupList } from './BackupList.tsx';
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
    <section className={s['part']}>
      <h3 className="label">Backups</h3>
      <p className={s['lede']}>
        A backup holds the database with the audit log, the records, the kept files and the code of the agents. It is
        made while work goes on, and checked before it counts as one. Copy it to another disk: a backup beside the
        original is lost with it.
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
      <BackupList whyNot={person === null ? 'Choose a profile first: this is a decision with a name.' : undefined} />
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
