import type { ReactElement } from 'react';
import { Logo } from '../frame/TopBar.tsx';
import s from './FirstRun.module.css';

/** A window without a session says how to get one. */
export function NeedsLink(): ReactElement {
  return (
    <main className={s['page']}>
      <div className={s['box']}>
        <div className={s['brand']}>
          <Logo />
          Lanekeeper
        </div>
        <h1 className={s['title']}>This console needs a fresh link</h1>
        <p className={s['lede']}>
          Press Enter in the terminal where Lanekeeper runs, or run <span className="mono">npm start</span> or{' '}
          <span className="mono">lanekeeper serve</span>. A link works once, for a minute, and for one tab; that keeps
          other programs and pages of this machine out. Nothing was lost: runs go on without a window.
        </p>
      </div>
    </main>
  );
}
