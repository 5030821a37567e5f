import { useRef } from 'react';
import type { DragEvent, FormEvent, KeyboardEvent, ReactElement } from 'react';
import { dataLabels } from '../../../../shared/domain/model-call.ts';
import { explain } from '../../format/errors.ts';
import { bytes, share } from '../../format/number.ts';
import {
  attachFile,
  detach,
  nameOf,
  sayDraft,
  setBackground,
  setDraft,
  setWhileBusy,
  toggleLabel,
  useComposer,
} from '../../stores/composer.ts';
import { isAtWork, stopTurn, useConversation } from '../../stores/conversation.ts';
import type { About } from '../../stores/conversation.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Shown } from '../../ui/Shown.tsx';
import s from './Composer.module.css';

interface Place {
  readonly conversationId: string | null;
  readonly about: About | null;
  readonly isPage: boolean;
}

/** Where one says something; it takes words at any time, whatever is being answered. */
export function Composer({ conversationId, about, isPage }: Place): ReactElement {
  const { draft, isSaying, failure, isBackground } = useComposer();
  const busy = useConversation(({ turns, conversationId: open }) =>
    open === conversationId ? turns.findLast((turn) => isAtWork(turn)) : undefined,
  );
  const file = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    void sayDraft(about, isPage);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && !event.repeat) {
      event.preventDefault();
      void sayDraft(about, isPage);
    }
    if (event.key === 'Escape' && busy !== undefined && draft === '') void stopTurn(busy.turnId);
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    for (const one of event.dataTransfer.files) void attachFile(one);
  }

  return (
    <form className={`${s['ask']} ${isPage ? '' : s['narrow']}`} onSubmit={submit}>
      <div className={s['box']}>
        <Attachments about={about} />
        <textarea
          aria-label="Ask, or say what an agent should do"
          placeholder="Ask, or tell an agent what to do"
          rows={1}
          maxLength={100_000}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onDragOver={(event) => event.preventDefault()}
          onDrop={onDrop}
        />
        <div className={s['tools']}>
          <input
            ref={file}
            type="file"
            aria-label="Files to attach"
            hidden
            multiple
            onChange={(event) => {
              for (const one of event.target.files ?? []) void attachFile(one);
              event.target.value = '';
            }}
          />
          <IconButton icon="file" label="Attach a file" onPress={() => file.current?.click()} />
          <IconButton icon="link" label="Attach a run or an action" onPress={() => showOverlay({ kind: 'attach' })} />
          <Labels />
          <span className="grow" />
          {busy === undefined ? null : <WhileBusyChoice />}
          <Button
            isSmall
            kind="quiet"
            isPressed={isBackground}
            title="It is queued as background work, and its result comes back here"
            onPress={() => setBackground(!isBackground)}
          >
            {isBackground ? 'In background' : 'Live'}
          </Button>
          <Button
            type="submit"
            isSmall
            icon="send"
            isBusy={isSaying}
            whyNot={draft.trim() === '' ? 'Write something first.' : undefined}
          >
            Send
          </Button>
        </div>
      </div>
      {failure === null ? null : (
        <p className={`bad small ${s['refused']}`} role="alert">
          {explain(failure).detail} {explain(failure).next}
        </p>
      )}
    </form>
  );
}

function Attachments({ about }: { readonly about: About | null }): ReactElement | null {
  const { attachments, sending } = useComposer();
  if (attachments.length === 0 && sending.length === 0 && about === null) return null;
  return (
    <ul className={s['attached']} aria-label="Goes along">
      {about === null ? null : <li className="tag">about this {about.kind}</li>}
      {attachments.map((one) => (
        <li key={nameOf(one)} className="tag">
          <Shown text={one.kind === 'file' ? one.name : one.label} />
          {one.kind === 'file' ? `, ${bytes(one.bytes)}` : ''}
          <IconButton icon="x" label="Take it away" onPress={() => detach(one)} />
        </li>
      ))}
      {sending.map((one) => (
        <li key={one.id} className="tag">
          <Shown text={one.name} />, {share(one.sentBytes, Math.max(1, one.bytes))}
          <IconButton icon="x" label="Give it up" onPress={() => one.abort.abort()} />
        </li>
      ))}
    </ul>
  );
}

/** What is said may carry personal or secret text: it then stays on endpoints that are marked local. */
function Labels(): ReactElement {
  const labels = useComposer((state) => state.labels);
  return (
    <span className={s['labels']} role="group" aria-label="What this text holds">
      {dataLabels
        .filter((label) => label === 'personal' || label === 'secret')
        .map((label) => (
          <Button
            key={label}
            kind="quiet"
            isSmall
            isPressed={labels.includes(label)}
            title="It stays on this machine and on endpoints marked local"
            onPress={() => toggleLabel(label)}
          >
            {label}
          </Button>
        ))}
    </span>
  );
}

const waysWhileBusy = [
  ['queue', 'next'],
  ['steer', 'steer'],
  ['interrupt', 'interrupt'],
] as const;
const waysMeaning = {
  queue: 'It waits until the turn at work has ended',
  steer: 'The turn at work takes it along before it goes on',
  interrupt: 'The turn at work is stopped first',
} as const;

function WhileBusyChoice(): ReactElement {
  const chosen = useComposer((state) => state.whileBusy);
  return (
    <span className={s['labels']} role="group" aria-label="While a turn is at work">
      {waysWhileBusy.map(([id, word]) => (
        <Button
          key={id}
          kind="quiet"
          isSmall
          isPressed={chosen === id}
          title={waysMeaning[id]}
          onPress={() => setWhileBusy(id)}
        >
          {word}
        </Button>
      ))}
    </span>
  );
}
