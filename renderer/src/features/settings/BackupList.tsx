import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { BackupSummary } from '../../../../shared/domain/backup.ts';
import { explain } from '../../format/errors.ts';
import { bytes, counted } from '../../format/number.ts';
import { readBackups, restoreBackup, useBackups } from '../../stores/backups.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Mark } from '../../ui/Icon.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Settings.module.css';

/** The backups there are, newest first, each with the way to bring it back. */
export function BackupList({ whyNot }: { readonly whyNot: string | undefined }): ReactElement {
  const { backups, failure, restoring } = useBackups();
  const [chosen, setChosen] = useState<string | null>(null);
  if (backups === null)
    return failure === null ? (
      <Empty kind="loading" title="Looking for backups" />
    ) : (
      <Failure error={failure} onRetry={() => void readBackups()} />
    );
  if (backups.length === 0) return <p className="hint">There is no backup in this folder yet.</p>;
  return (
    <ul className={s['backups']} aria-label="Backups">
      {backups.map((backup) => {
        const wrong = wrongWith(backup);
        return (
          <li key={backup.name}>
            <span className={`st ${wrong === null ? 'ok' : 'wait'}`}>
              <Mark name={wrong === null ? 'succeeded' : 'needs-attention'} />
              <span className="sr">{wrong === null ? 'whole' : 'look at this'}</span>
            </span>
            <span className="b">{backup.takenAtMs === 0 ? 'Unreadable' : <Ago at={backup.takenAtMs} />}</span>
            <span style={{ overflowWrap: 'anywhere' }}>
              {backup.takenAtMs === 0 ? '' : `${bytes(backup.bytes)}, ${counted(backup.events, 'audit event')}, `}
              <span className="mono">{backup.name}</span>
            </span>
            <Button
              isSmall
              whyNot={backup.problem ?? (restoring === null ? whyNot : 'A restore is under way.')}
              onPress={() => setChosen(chosen === backup.name ? null : backup.name)}
            >
              Restore…
            </Button>
            {wrong === null ? null : <p>{wrong}</p>}
            {chosen === backup.name ? <RestoreForm backup={backup} /> : null}
          </li>
        );
      })}
    </ul>
  );
}

/** Says what a restore does, and asks for the reason that the audit log keeps. */
function RestoreForm({ backup }: { readonly backup: BackupSummary }): ReactElement {
  const { restoring, restoreFailure } = useBackups();
  const [reason, setReason] = useState('');
  const whyNot =
    restoring !== null ? 'It is being restored.' : reason.trim() === '' ? 'This is a decision: write why.' : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (whyNot === undefined) void restoreBackup(backup.name, reason.trim());
  }

  return (
    <form onSubmit={submit} className={s['restore']} aria-label={`Restore ${backup.name}`}>
      <p>
        Every file of the backup is checked before anything is touched. What is here now is set aside, never deleted.
        The audit log says that history forks at the backup; what was approved and not sent asks again, and no action
        leaves until a person has said what became of the original.
      </p>
      <div className="row">
        <input
          className="input grow"
          aria-label="Reason, kept in the audit log"
          placeholder="Reason"
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button type="submit" kind="danger" isSmall whyNot={whyNot}>
          {restoring === backup.name ? 'Restoring' : 'Restore this backup'}
        </Button>
      </div>
      {restoreFailure === null ? null : (
        <p className="bad" role="alert">
          {explain(restoreFailure).detail} {explain(restoreFailure).next}
        </p>
      )}
    </form>
  );
}

function wrongWith({ problem, missing }: BackupSummary): string | null {
  if (problem !== null) return problem;
  return missing === 0 ? null : `${counted(missing, 'kept file')} damaged or gone when it was made, and not in it.`;
}
