import type { ReactElement, ReactNode } from 'react';
import { KeyHint } from '../../commands/KeyHint.tsx';
import { useInbox } from '../../stores/inbox.ts';
import { usePreferences } from '../../stores/preferences.ts';
import s from './Inbox.module.css';
import { rowIndex } from './rows.ts';
import type { InboxRow } from './rows.ts';

/** The keys that do something on the row that has the keyboard, and why none does where that is so. */
export function KeyRow({ rows }: { readonly rows: readonly InboxRow[] }): ReactElement {
  const kind = useInbox((state) => kindOf(rows[rowIndex(rows, state.focus)]));
  const areOn = usePreferences((state) => state.preferences.hasSingleKeys);
  if (!areOn)
    return <div className={s['keys']}>Single keys are off: arrows move, Enter opens. Settings, Appearance.</div>;
  return (
    <div className={s['keys']}>
      <Keys of={['inbox.down', 'inbox.up']}>move</Keys>
      {kind === 'two' ? <span className="keyhint">Two people decide: use the buttons</span> : null}
      {kind === 'item' || kind === 'group' ? (
        <>
          <Keys of={['inbox.mark']}>mark</Keys>
          <Keys of={['inbox.approve']}>{kind === 'group' ? 'preview' : 'approve'}</Keys>
          <Keys of={['inbox.reject']}>reject</Keys>
        </>
      ) : null}
      {kind === 'item' ? <Keys of={['inbox.respond']}>respond</Keys> : null}
      {kind === 'over' ? <Keys of={['inbox.trace']}>run</Keys> : null}
      <Keys of={['help']}>all</Keys>
    </div>
  );
}

function Keys({ of, children }: { readonly of: readonly string[]; readonly children: ReactNode }): ReactElement {
  return (
    <span className="keyhint">
      {of.map((id) => (
        <KeyHint key={id} of={id} />
      ))}{' '}
      {children}
    </span>
  );
}

type Kind = 'none' | 'item' | 'group' | 'two' | 'over';

function kindOf(row: InboxRow | undefined): Kind {
  const item = row?.kind === 'item' ? row.item : row?.kind === 'group' ? row.items[0] : undefined;
  if (item === undefined || row === undefined) return 'none';
  if (item.status !== 'pending' && item.status !== 'partly-approved') return 'over';
  if (item.tier === 'gate-two') return 'two';
  return row.kind === 'group' ? 'group' : 'item';
}
