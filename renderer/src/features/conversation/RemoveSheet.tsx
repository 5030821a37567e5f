import type { ReactElement } from 'react';
import type { Conversation } from '../../../../shared/domain/conversation.ts';
import { removeConversation } from '../../stores/conversation.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { go } from '../../stores/route.ts';
import { VerbSheet } from '../../ui/VerbSheet.tsx';

/** Removes the words of a conversation. */
export function RemoveSheet({ conversation }: { readonly conversation: Conversation }): ReactElement {
  return (
    <VerbSheet
      title={`Remove “${conversation.title}”`}
      note="What was said and answered goes, with all branches. Its runs, what was decided in it, what it cost, and that it was, stay in the log."
      size="small"
      go="Remove it"
      stay="Keep it"
      isDanger
      reason="none"
      onClose={closeOverlay}
      onGo={() => removeConversation(conversation.conversationId)}
      onDone={() => {
        closeOverlay();
        go({ page: 'assistant', conversationId: 'new' });
      }}
    />
  );
}
