import { create } from 'zustand';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import { followedTarget } from '../../../shared/domain/action-changes.ts';
import type { EditedItem, EditPreview } from '../../../shared/domain/edit.ts';
import { wholeApproval } from '../../../shared/ipc/whole-approval.ts';
import { prettyJson } from '../../../shared/pretty-json.ts';
import { readJson, type JsonProblem } from '../../../shared/read-json.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { refreshCard, useCard } from './card.ts';
import { useDecide } from './decide.ts';
import { placeItems, useInbox } from './inbox.ts';
import { announce } from './notices.ts';
import { refreshWorkspace } from './workspace.ts';

type Params = Readonly<Record<string, unknown>>;
type EditTools = MethodOutput<'approval.editForm'>['tools'];

/** What a reviewer has made of the parameters: their text, and what it says where it can be read unchanged. */
export type Written =
  | { readonly ok: true; readonly params: Params; lineOf(field: string): number }
  | { readonly ok: false; readonly problems: readonly JsonProblem[] };

interface EditState {
  readonly detail: ApprovalDetail | null;
  readonly tools: EditTools | null;
  readonly tool: string;
  /** Null: as the parameters say. */
  readonly target: string | null;
  readonly text: string;
  readonly written: Written;
  /** Of the text as it stands; null while it is asked for. */
  readonly preview: EditPreview | null;
  readonly failure: unknown;
}

const nothing: Written = { ok: false, problems: [] };

export const useEdit = create<EditState>()(() => ({
  detail: null,
  tools: null,
  tool: '',
  target: null,
  text: '',
  written: nothing,
  preview: null,
  failure: null,
}));

const settleMs = 250;
let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;

/** Begins an edit of an item as it is shown. */
export async function beginEdit(detail: ApprovalDetail): Promise<void> {
  clearTimeout(timer);
  asked += 1;
  const own = asked;
  const fresh = { detail: null, tools: null, tool: detail.toolId, target: null, preview: null, failure: null };
  useEdit.setState({ ...fresh, text: '', written: nothing });
  try {
    const whole = await wholeApproval(detail, (piece) => call('approval.read', piece));
    const { tools } = await call('approval.editForm', { approvalId: detail.approvalId });
    if (own !== asked) return;
    const text = prettyJson(JSON.stringify(actionOf(whole).params));
    useEdit.setState({ detail: whole, tools, text, written: read(text) });
  } catch (failure) {
    if (own === asked) useEdit.setState({ failure });
  }
}

/** Takes the text as it is written now, and asks what it would lead to once the hand rests. */
export function writeText(text: string): void {
  useEdit.setState({ text, written: read(text) });
  askSoon();
}

/** The same from the form. */
export function writeParams(params: Params): void {
  writeText(prettyJson(JSON.stringify(params)));
}

export function chooseTool(tool: string): void {
  useEdit.setState({ tool });
  askSoon();
}

export function writeTarget(target: string): void {
  useEdit.setState({ target });
  askSoon();
}

/** The target the edit has now: its own, or where it was a parameter's value, that parameter's. */
export function targetOf({ detail, target, written }: EditState): string {
  if (detail === null) return '';
  const before = actionOf(detail);
  return target ?? (written.ok ? followedTarget(before, written.params) : before.target);
}

/** What stands in the item: its tool, target and parameters. */
export function actionOf({ envelope }: Pick<ApprovalDetail, 'envelope'>): {
  readonly tool: string;
  readonly target: string;
  readonly params: Params;
} {
  const { tool, target, params } = JSON.parse(envelope) as { tool: { id: string }; target: string; params: Params };
  return { tool: tool.id, target, params };
}

function askSoon(): void {
  clearTimeout(timer);
  useEdit.setState({ preview: null });
  timer = setTimeout(() => void askPreview(), settleMs);
}

/** Asks what the edit would lead to; an answer to an earlier text is dropped. */
async function askPreview(): Promise<void> {
  const state = useEdit.getState();
  if (state.detail === null || !state.written.ok) return;
  asked += 1;
  const own = asked;
  try {
    const preview = await call('approval.previewEdit', draftOf(state));
    if (own === asked) useEdit.setState({ preview, failure: null });
  } catch (failure) {
    if (own === asked) useEdit.setState({ failure });
  }
}

/** Puts the edit in the item's place, as its preview showed it; throws why it was refused. */
export async function sendEdit(reason: string): Promise<EditedItem> {
  const state = useEdit.getState();
  const { detail, preview } = state;
  const verdict = preview?.verdict ?? null;
  if (detail === null || verdict === null) throw new Error('there is nothing to send');
  const approve = verdict.whyNotApprove === null;
  try {
    const { approvalId, next } = await call('approval.edit', {
      ...draftOf(state),
      preview: verdict.token,
      approve,
      reason,
    });
    if (next.approvalId !== null && next.status === 'holding') useDecide.setState({ lastApproved: [next.approvalId] });
    if (useInbox.getState().tab === 'pending') placeItems([approvalId], 'off');
    announce(next.status === 'waiting-decision' ? `Sent to be decided: ${next.title}` : `Approved: ${next.title}`);
    await refreshWorkspace();
    return { approvalId, next };
  } catch (error) {
    // What it starts from may have moved: the preview is asked for again, so that the next press is about what is shown.
    askSoon();
    throw error;
  } finally {
    if (useCard.getState().approvalId === detail.approvalId) void refreshCard();
  }
}

function draftOf({ detail, tool, target, text }: EditState) {
  const { approvalId = '', envelopeHash = '', version = 0 } = detail ?? {};
  return {
    item: { approvalId, envelopeHash, version },
    tool,
    params: text,
    ...(target === null ? {} : { target }),
  };
}

function read(text: string): Written {
  const reading = readJson(text);
  if (!reading.ok) return { ok: false, problems: reading.problems };
  const { value, lineOf } = reading;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, problems: [{ line: 1, column: 1, path: '', reason: 'a JSON object belongs here' }] };
  return { ok: true, params: value as Params, lineOf: (field) => lineOf(`/${field.replaceAll('.', '/')}`) };
}
