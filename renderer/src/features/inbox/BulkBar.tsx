import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { clearMarks, useSelection } from '../../stores/selection.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Inbox.module.css';
import { KeyRow } from './KeyRow.tsx';
import type { InboxRow } from './rows.ts';

/** What is marked, also out of sight, and the way to its preview. Never approves by itself. */
export function BulkBar({ rows }: { readonly rows: readonly InboxRow[] }): ReactElement {
  const marked = useSelection((state) => state.marked);
  if (marked.size === 0) return <KeyRow rows={rows} />;
  const visible = rows.reduce((sum, row) => sum + (row.kind === 'item' && marked.has(row.id) ? 1 : 0), 0);
  return (
    <div className={s['bulk']} role="group" aria-label="Marked items">
      <span className="b nw">{count(marked.size)} marked</span>
      <span className="d nw">{count(marked.size - visible)} hidden</span>
      <span className="grow" />
      <Button isSmall kind="quiet" keys="Esc" onPress={() => clearMarks()}>
        Clear
      </Button>
      <Button isSmall keys="Enter" onPress={() => showOverlay({ kind: 'preview', items: [...marked.values()] })}>
        Preview {count(marked.size)}
      </Button>
    </div>
  );
}
