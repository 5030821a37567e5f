import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { Check } from '../../../../shared/domain/workspace.ts';
import { readBackups, useBackups } from '../../stores/backups.ts';
import { runChecks, useSettings } from '../../stores/settings.ts';
import { Mark } from '../../ui/Icon.tsx';
import { Logo } from '../frame/TopBar.tsx';
import { BackupList } from '../settings/BackupList.tsx';
import settings from '../settings/Settings.module.css';
import s from './FirstRun.module.css';

/** A workspace whose checks failed: which one, what is kept, and the backups that bring it back. */
export function DamagedPage({
  message,
  workspace,
}: {
  readonly message: string;
  readonly workspace: string;
}): ReactElement {
  const { checks } = useSettings();
  const { folder } = useBackups();
  useEffect(() => {
    void runChecks();
    void readBackups();
  }, []);
  return (
    <main className={s['page']}>
      <div className={s['box']}>
        <div className={s['brand']}>
          <Logo />
          Lanekeeper
        </div>
        <h1 className={s['title']}>This workspace is damaged</h1>
        <p className={s['lede']} role="alert">
          {message}
        </p>
        <section>
          <h2 className="label">Checks at the start, each standing on the one above</h2>
          <ul className={settings['checks']}>{(checks ?? []).filter(isRung).map(rungRow)}</ul>
        </section>
        <section>
          <h2 className="label">Bring it back from a backup</h2>
          <BackupList whyNot={undefined} />
          <p className="hint">
            Backups of <span className="mono">{folder === '' ? workspace : folder}</span> are listed. One that lies
            elsewhere is restored with{' '}
            <span className="mono">lanekeeper restore FOLDER --workspace {workspace} --reason TEXT</span>.
          </p>
        </section>
      </div>
    </main>
  );
}

function isRung({ id }: Check): boolean {
  return id.startsWith('rung-');
}

function rungRow({ id, label, ok, value }: Check): ReactElement {
  return (
    <li key={id}>
      <span className={`st ${ok ? 'ok' : 'bad'}`}>
        <Mark name={ok ? 'succeeded' : 'failed'} />
        <span className="sr">{ok ? 'fine' : 'failed'}</span>
      </span>
      <span className="b">{label}</span>
      <span style={{ overflowWrap: 'anywhere' }}>{value}</span>
    </li>
  );
}
