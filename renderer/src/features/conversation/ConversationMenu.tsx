import type { ReactElement } from 'react';
import type { Conversation } from '../../../../shared/domain/conversation.ts';
import { exportConversation } from '../../stores/conversation-files.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { VerbMenu } from '../run/verbs/VerbMenu.tsx';

const allowed = { allowed: true, reason: '' };

/** What is done with a whole conversation. */
export function ConversationMenu(props: {
  readonly conversation: Conversation;
  readonly onRename: () => void;
}): ReactElement {
  const { conversation, onRename } = props;
  const { conversationId, isBusy } = conversation;
  return (
    <VerbMenu
      entries={[
        { id: 'rename', label: 'Rename', does: 'Gives it another title.', verb: allowed, run: onRename },
        {
          id: 'markdown',
          label: 'Save as Markdown',
          does: 'All branches, with sources, costs and lanes, for people.',
          verb: allowed,
          run: () => void exportConversation(conversationId, 'markdown'),
        },
        {
          id: 'json',
          label: 'Save as JSON',
          does: 'The same for programs.',
          verb: allowed,
          run: () => void exportConversation(conversationId, 'json'),
        },
        {
          id: 'remove',
          label: 'Remove…',
          does: 'Its words go; what was done and decided in it stays in the log.',
          verb: isBusy ? { allowed: false, reason: 'A turn of it is at work: stop it first.' } : allowed,
          run: () => showOverlay({ kind: 'remove-conversation', conversation }),
        },
      ]}
    />
  );
}
