import { useState } from 'react';
import type { ReactElement } from 'react';
import { approvalQueryHelp, parseApprovalQuery } from '../../../../shared/domain/approval-query.ts';
import { useInbox } from '../../stores/inbox.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { keepInbox, moveInbox, ownId, removeInbox } from '../../stores/split-inboxes.ts';
import { IconButton } from '../../ui/Button.tsx';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import s from './Inbox.module.css';
import { showSplit } from './use-open-card.ts';

/** Keeps a query as a list of one's own, and orders or removes those there are. */
export function InboxesSheet({ query: first }: { readonly query: string }): ReactElement {
  const own = usePreferences((state) => state.preferences.inboxes);
  const [name, setName] = useState('');
  const [query, setQuery] = useState(first);
  const { unknown } = parseApprovalQuery(query);
  const whyNot =
    name.trim() === ''
      ? 'Give it a name first.'
      : query.trim() === ''
        ? 'Everything that waits is the list “All” already.'
        : unknown.length > 0
          ? `${unknown.join(' ')} means nothing here.`
          : undefined;
  return (
    <VerbSheet
      title="Lists of your own"
      note="A list is a query with a name. It is kept in this workspace for you."
      go="Keep this list"
      stay="Close"
      reason="none"
      whyNot={whyNot}
      onClose={closeOverlay}
      onGo={async () => {
        const kept = { name: name.trim(), query: query.trim() };
        if (await keepInbox(kept)) showSplit({ id: ownId(kept.name), query: kept.query });
      }}
    >
      <label className="field">
        <span className="fieldname">Name</span>
        <input className="input" value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="field">
        <span className="fieldname">Query</span>
        <input
          className="input mono"
          value={query}
          maxLength={400}
          aria-describedby="inbox-query-help"
          onChange={(event) => setQuery(event.target.value)}
        />
        <span className="d small" id="inbox-query-help">
          Its parts: {approvalQueryHelp}
        </span>
      </label>
      {own.length === 0 ? null : (
        <ul className={s['own']} aria-label="Your lists, in their order">
          {own.map((split, at) => (
            <li key={split.name}>
              <span className="grow cut">
                <span className="b">{split.name}</span> <span className="mono d small">{split.query}</span>
              </span>
              {at === 0 ? null : (
                <IconButton
                  icon="down"
                  isFlipped
                  label={`Put ${split.name} earlier`}
                  onPress={() => void moveInbox(split.name, -1)}
                />
              )}
              {at === own.length - 1 ? null : (
                <IconButton
                  icon="down"
                  label={`Put ${split.name} later`}
                  onPress={() => void moveInbox(split.name, 1)}
                />
              )}
              <IconButton
                icon="x"
                label={`Remove ${split.name}`}
                onPress={() => {
                  void removeInbox(split.name);
                  if (useInbox.getState().split.id === ownId(split.name)) showSplit({ id: 'all', query: '' });
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </VerbSheet>
  );
}
