import { useState } from 'react';
import type { ReactElement } from 'react';
import { closeOverlay } from '../../../stores/overlay.ts';
import { useRunPage } from '../../../stores/run-page.ts';
import { extendRun } from '../../../stores/run-verbs.ts';
import { VerbSheet } from '../../../ui/VerbSheet.tsx';
import { TextField } from '../../../ui/TextField.tsx';

/** Further input for a run that goes on where a finished one ended. */
export function ExtendSheet({ runId, title }: { readonly runId: string; readonly title: string }): ReactElement {
  const input = useRunPage((state) => state.detail?.input);
  const [further, setFurther] = useState(() => JSON.stringify(input ?? {}, null, 2));
  return (
    <VerbSheet
      title="Continue this run?"
      note={title}
      go="Start the continuation"
      stay="Leave it as it is"
      onClose={closeOverlay}
      onGo={(reason) => extendRun(runId, further, reason)}
    >
      <p className="q">
        A run of its own, linked to this one, with its file and its artifacts. It begins from its top with the input
        below; its actions ask anew.
      </p>
      <TextField
        label="Input, as JSON"
        isMono
        rows={12}
        value={further}
        hint="A field left out stays as it was."
        onChange={setFurther}
      />
    </VerbSheet>
  );
}
