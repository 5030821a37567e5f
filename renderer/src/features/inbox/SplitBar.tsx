import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { count } from '../../format/number.ts';
import { useInbox } from '../../stores/inbox.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { mostCounted, splitInboxes, useInboxCounts, watchInboxCounts } from '../../stores/split-inboxes.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { Icon } from '../../ui/Icon.tsx';
import s from './SplitBar.module.css';
import { showSplit } from './use-open-card.ts';

/** The lists of what waits, each with how many it has: those that come with the product, and the person's own. */
export function SplitBar(): ReactElement {
  const own = usePreferences((state) => state.preferences.inboxes);
  const chosen = useInbox((state) => state.split.id);
  const counts = useInboxCounts((state) => state.counts);
  // What waits in all is in the frame already, and moves with each decision.
  const pending = useWorkspace((state) => state.status?.lanes.approval.pending);
  useEffect(watchInboxCounts, []);
  return (
    <div className={s['splits']} role="group" aria-label="Lists of what waits">
      {splitInboxes(own).map((split) => {
        const many = split.id === 'all' ? pending : counts.get(split.id);
        return (
          <button
            key={split.id}
            type="button"
            aria-pressed={split.id === chosen}
            title={split.query === '' ? undefined : split.query}
            onClick={() => showSplit(split)}
          >
            {split.name}
            {many === undefined ? null : (
              <span className="tabular">
                {many >= mostCounted && split.id !== 'all' ? `${count(mostCounted)}+` : count(many)}
              </span>
            )}
          </button>
        );
      })}
      <button
        type="button"
        aria-label="Keep this list, or order your own"
        title="Keep this list, or order your own"
        onClick={() => {
          const { split, text } = useInbox.getState();
          showOverlay({ kind: 'inboxes', query: `${split.query} ${text}`.trim() });
        }}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
