import { create } from 'zustand';
import type { Attachment } from '../../../shared/domain/conversation.ts';
import type { DataLabel } from '../../../shared/domain/model-call.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { say, useConversation } from './conversation.ts';
import type { About, WhileBusy } from './conversation.ts';
import { recall, remember } from './local-memory.ts';
import { reportFailure } from './notices.ts';
import { go } from './route.ts';
import { uploadFile } from './uploads.ts';

/** A file on its way to the workspace. */
export interface Sending {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sentBytes: number;
  readonly abort: AbortController;
}

interface ComposerState {
  readonly draft: string;
  readonly attachments: readonly Attachment[];
  readonly sending: readonly Sending[];
  readonly labels: readonly DataLabel[];
  readonly isBackground: boolean;
  readonly whileBusy: WhileBusy;
  readonly isSaying: boolean;
  readonly failure: unknown;
  readonly isDocked: boolean;
  /** What the panel beside a page talks in; null: it begins one. */
  readonly dockedId: string | null;
}

const fresh = {
  draft: '',
  attachments: [],
  sending: [],
  labels: [],
  isBackground: false,
  isSaying: false,
  failure: null,
};

/** What is being said; it outlives the page, so that nothing that was typed is lost. */
export const useComposer = create<ComposerState>()(() => ({
  ...fresh,
  whileBusy: 'queue',
  isDocked: recall('assistant-docked') === 'yes',
  dockedId: null,
}));

const consoleAssistant = 'console-assistant';
let lastId = 0;

export function setDraft(draft: string): void {
  useComposer.setState({ draft });
}

export function setBackground(isBackground: boolean): void {
  useComposer.setState({ isBackground });
}

export function setWhileBusy(whileBusy: WhileBusy): void {
  useComposer.setState({ whileBusy });
}

export function toggleLabel(label: DataLabel): void {
  useComposer.setState(({ labels }) => ({
    labels: labels.includes(label) ? labels.filter((one) => one !== label) : [...labels, label],
  }));
}

/** Sends a file to the workspace; it is attached when it is there whole. */
export async function attachFile(file: File): Promise<void> {
  lastId += 1;
  const id = lastId;
  const abort = new AbortController();
  const one: Sending = { id, name: file.name, bytes: file.size, sentBytes: 0, abort };
  useComposer.setState(({ sending }) => ({ sending: [...sending, one] }));
  try {
    const ref = await uploadFile(file, (sentBytes) => changeSending(id, sentBytes), abort.signal);
    attach({ kind: 'file', sha256: ref.sha256, name: ref.name, bytes: ref.bytes });
  } catch (error) {
    if (!abort.signal.aborted) reportFailure(error);
  } finally {
    useComposer.setState(({ sending }) => ({ sending: sending.filter((each) => each.id !== id) }));
  }
}

/** Attaches something of the workspace once. */
export function attach(attachment: Attachment): void {
  detach(attachment);
  useComposer.setState(({ attachments }) => ({ attachments: [...attachments, attachment] }));
}

export function detach(attachment: Attachment): void {
  useComposer.setState(({ attachments }) => ({
    attachments: attachments.filter((one) => nameOf(one) !== nameOf(attachment)),
  }));
}

export function nameOf(attachment: Attachment): string {
  return attachment.kind === 'file' ? attachment.sha256 : attachment.id;
}

/** Says what stands in the composer. It stays there until the runtime has taken it. */
export async function sayDraft(about: About | null, isPage: boolean): Promise<void> {
  const { draft, attachments, labels, isBackground, whileBusy, isSaying, sending } = useComposer.getState();
  const text = draft.trim();
  if (text === '' || isSaying) return;
  if (sending.length > 0)
    return useComposer.setState({
      failure: new LanekeeperError('wrong-state', 'A file is still on its way; nothing was said yet.', {
        hint: 'Say it when the file is there, or take the file away.',
      }),
    });
  useComposer.setState({ isSaying: true, failure: null });
  try {
    const hadNone = useConversation.getState().conversationId === null;
    const said = { text, attachments, labels, about, isBackground, whileBusy };
    const conversationId = await say(said, consoleAssistant);
    // What was typed while it was sent stays.
    useComposer.setState((state) => ({ ...fresh, draft: state.draft.trim() === text ? '' : state.draft }));
    if (!hadNone) return;
    if (isPage) go({ page: 'assistant', conversationId });
    else useComposer.setState({ dockedId: conversationId });
  } catch (failure) {
    useComposer.setState({ isSaying: false, failure });
  }
}

/** Says one sentence at once: a choice, or an opener. */
export function sayThis(text: string): void {
  const { draft } = useComposer.getState();
  useComposer.setState({ draft: text });
  const isPage = !useComposer.getState().isDocked || location.hash.startsWith('#/assistant');
  void sayDraft(null, isPage).then(() => {
    if (draft.trim() !== '' && useComposer.getState().draft === '') setDraft(draft);
  });
}

/** Docks the assistant beside the page, or puts it away. */
export function toggleDock(): void {
  const isDocked = !useComposer.getState().isDocked;
  remember('assistant-docked', isDocked ? 'yes' : 'no');
  useComposer.setState({ isDocked });
}

/** The panel begins a conversation of its own, or shows one that there is. */
export function dockConversation(dockedId: string | null): void {
  useComposer.setState({ dockedId });
}

function changeSending(id: number, sentBytes: number): void {
  useComposer.setState(({ sending }) => ({
    sending: sending.map((one) => (one.id === id ? { ...one, sentBytes } : one)),
  }));
}
