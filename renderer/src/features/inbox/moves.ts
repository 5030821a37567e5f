import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { stoppedWords } from '../../format/stop.ts';
import { openCard, useCard } from '../../stores/card.ts';
import { filesFault, useCardFiles } from '../../stores/card-files.ts';
import { decideOne } from '../../stores/decide.ts';
import type { InboxState } from '../../stores/inbox.ts';
import { focusRow, listedOrder, showWhole, toggleGroup, useInbox } from '../../stores/inbox.ts';
import { noteOpened } from '../../stores/looked.ts';
import { announce } from '../../stores/notices.ts';
import { actingPerson } from '../../stores/person.ts';
import { whyNotDuty } from '../../stores/duty.ts';
import type { DutyVerb } from '../../stores/duty.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { go, goQuietly, useRoute } from '../../stores/route.ts';
import { whyNothingIsSaved } from '../../stores/saving.ts';
import { warnReserved } from '../../stores/reservations.ts';
import { toggleMarks, useSelection } from '../../stores/selection.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { whyNotApprove } from '../card/may-approve.ts';
import { inboxRows, rowIndex } from './rows.ts';
import type { InboxRow } from './rows.ts';

type RowsOf = Pick<InboxState, 'order' | 'gone' | 'byId' | 'expanded'>;
let laidOut: { readonly from: RowsOf; readonly rows: readonly InboxRow[] } | null = null;

/** The rows of a list, laid out once for each change of it, however often they are asked for. */
export function rowsOf({ order, gone, byId, expanded }: RowsOf): readonly InboxRow[] {
  const from = laidOut?.from;
  const isSame = from?.order === order && from.gone === gone && from.byId === byId && from.expanded === expanded;
  if (laidOut === null || !isSame)
    laidOut = {
      from: { order, gone, byId, expanded },
      rows: inboxRows(listedOrder({ order, gone }), byId, expanded),
    };
  return laidOut.rows;
}

/** The rows as they stand now. */
function currentRows(): readonly InboxRow[] {
  return rowsOf(useInbox.getState());
}

/** The row that has the keyboard. */
export function currentRow(): InboxRow | null {
  const rows = currentRows();
  return rows[rowIndex(rows, useInbox.getState().focus)] ?? null;
}

/** A held key rests when it has not moved for so long. */
const restMs = 90;
let rest: ReturnType<typeof setTimeout> | undefined;

/** Gives a row the keyboard and opens its card; `isPassing`: a held key goes by, so the address waits for where it rests. */
export function moveTo(row: InboxRow | undefined, isPassing = false): void {
  clearTimeout(rest);
  if (row === undefined) return;
  if (useInbox.getState().hint !== null) useInbox.setState({ hint: null });
  focusRow({ kind: row.kind, id: row.id });
  const approvalId = row.kind === 'item' ? row.id : row.kind === 'group' ? (row.items[0]?.approvalId ?? null) : null;
  if (approvalId === null) return;
  openCard(approvalId);
  // Browsers take some hundred changes of the address a minute, and each draws the frame.
  if (isPassing) rest = setTimeout(() => nameInAddress(approvalId), restMs);
  else goQuietly({ page: 'inbox', approvalId });
}

function nameInAddress(approvalId: string): void {
  const isHere = useRoute.getState().route.page === 'inbox' && useCard.getState().approvalId === approvalId;
  if (isHere) goQuietly({ page: 'inbox', approvalId });
}

/** Gives an item's row the place, opening its group when it is folded away. */
export function revealRow(approvalId: string): void {
  const { byId, focus } = useInbox.getState();
  if (focus?.kind === 'item' && focus.id === approvalId) return;
  if (focus?.kind === 'group' && currentRow()?.kind === 'group') {
    const group = currentRow();
    if (group?.kind === 'group' && group.items[0]?.approvalId === approvalId) return;
  }
  const item = byId.get(approvalId);
  if (item === undefined) return;
  if (!currentRows().some((row) => row.kind === 'item' && row.id === approvalId)) showWhole(item.fingerprint);
  focusRow({ kind: 'item', id: approvalId });
}

/** Moves by rows; `extend` marks what is passed. */
export function moveBy(step: number, options: { readonly extend?: boolean; readonly isPassing?: boolean } = {}): void {
  const rows = currentRows();
  const at = rowIndex(rows, useInbox.getState().focus);
  const from = at === -1 ? (step > 0 ? -1 : rows.length) : at;
  const target = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
  if (options.extend === true) {
    const here = rows[at];
    const passed = [here, target].flatMap((row) => (row?.kind === 'item' ? [row.item] : []));
    moveTo(target, options.isPassing);
    say(toggleMarks(passed, 'add'));
    return;
  }
  moveTo(target, options.isPassing);
}

/** Moves by items, past the heads of groups. */
export function moveByItem(step: 1 | -1, isPassing = false): void {
  const rows = currentRows();
  let at = rowIndex(rows, useInbox.getState().focus) + step;
  while (rows[at] !== undefined && rows[at]?.kind !== 'item') at += step;
  moveTo(rows[at], isPassing);
}

/** Marks or unmarks the row, or the whole group. */
export function markRow(row: InboxRow | null = currentRow()): void {
  if (row === null || row.kind === 'more') return;
  say(toggleMarks(row.kind === 'item' ? [row.item] : decidable(row.items)));
}

/** Enter: shows the preview of what is marked, opens a group, or goes into the card. */
export function enterRow(): void {
  const marked = [...useSelection.getState().marked.values()];
  if (marked.length > 0) {
    showOverlay({ kind: 'preview', items: marked });
    return;
  }
  const row = currentRow();
  if (row === null) return;
  if (row.kind === 'group') toggleGroup(`closed:${row.id}`);
  else if (row.kind === 'more') toggleGroup(row.id);
  else document.getElementById('card')?.focus();
}

/** Approves what has the keyboard: one item as its card shows it, or a group by its preview. */
export function approveRow(): void {
  const marked = [...useSelection.getState().marked.values()];
  const row = currentRow();
  if (marked.length > 0) return showOverlay({ kind: 'preview', items: marked });
  if (row?.kind === 'group') return onGroup(row.items, (items) => showOverlay({ kind: 'preview', items }));
  const { detail } = useCard.getState();
  if (row?.kind !== 'item') return;
  if (detail?.approvalId !== row.id) return say('Its card is still being read: nothing was decided.');
  if (detail.tier === 'gate-two') {
    return say(twoPeople);
  }
  void approveOpen();
}

/** Approves the open card as it is shown, and goes on to the next item. */
export async function approveOpen({ evenReserved = false } = {}): Promise<void> {
  const { detail, hashCheck } = useCard.getState();
  if (detail === null || (detail.status !== 'pending' && detail.status !== 'partly-approved')) return;
  const { status } = useWorkspace.getState();
  const unread = filesFault(detail, useCardFiles.getState().checks) ?? undefined;
  const person = actingPerson();
  const barred = person === null ? undefined : whyNotApprove(detail, person, status?.people ?? []);
  const stopped = whyNothingIsSaved(status) ?? barred ?? stoppedWords(status?.stops ?? [], detail) ?? unread;
  if (stopped !== undefined) announce(stopped);
  if (stopped !== undefined || hashCheck !== 'matches') return;
  // Somebody else may be about to decide: said first, and decided all the same when that is wanted.
  if (!evenReserved && warnReserved(detail)) return;
  const next = following(detail.approvalId);
  if (await decideOne('approve', detail, '')) goOn(detail.approvalId, next);
}

/** Does something with one item and goes on to the next; where it is refused the place is kept, and the refusal is the caller's. */
export async function thenNext(approvalId: string, act: () => Promise<unknown>): Promise<void> {
  const next = following(approvalId);
  await act();
  goOn(approvalId, next);
}

/** Edits the open card, whoever decides on it: the sheet asks for more than a letter. */
export function editRow(): void {
  const row = currentRow();
  if (useSelection.getState().marked.size > 0 || row?.kind !== 'item')
    return announce('One action is edited at a time: clear the marks and choose it.');
  const { detail, hashCheck } = useCard.getState();
  if (detail?.approvalId !== row.id || hashCheck !== 'matches') return say('Its card is still being read.');
  if (detail.status === 'pending' || detail.status === 'partly-approved') showOverlay({ kind: 'edit', detail });
}

/** Asks what a verb needs that is for one action: the row that has the keyboard. */
export function dutyRow(verb: DutyVerb): void {
  const row = currentRow();
  const { detail } = useCard.getState();
  // Without a row that has the keyboard, the open card is meant.
  const item = row === null || row.id === detail?.approvalId ? detail : row.kind === 'item' ? row.item : null;
  if (useSelection.getState().marked.size > 0 || item === null)
    return say('This is for one action: clear the marks and choose it.');
  const obstacle = whyNotDuty(verb, { person: actingPerson(), item });
  if (obstacle !== undefined) return say(obstacle);
  showOverlay({ kind: 'duty', verb, item });
}

/** Goes to the run that asks, at its timeline. */
export function openTrace(): void {
  const row = currentRow();
  const item = row?.kind === 'item' ? row.item : row?.kind === 'group' ? row.items[0] : undefined;
  if (item === undefined) return;
  noteOpened('run');
  go({ page: 'run', runId: item.runId, tab: 'timeline' });
}

/** Asks for the answer to the agent: to one action, never to a set, because it is told word for word. */
export function respondRow(): void {
  const row = currentRow();
  if (useSelection.getState().marked.size > 0 || row?.kind !== 'item')
    return announce('An answer is for one action: clear the marks and choose it.');
  if (row.item.tier === 'gate-two') return say(twoPeople);
  if (isDecidable(row.item)) showOverlay({ kind: 'respond', item: row.item });
}

/** Asks for the reason of a rejection. */
export function rejectRow(): void {
  const marked = [...useSelection.getState().marked.values()];
  const row = currentRow();
  if (marked.length > 0) showOverlay({ kind: 'reject', items: marked });
  else if (row?.kind === 'group') onGroup(row.items, (items) => showOverlay({ kind: 'reject', items }));
  else if (row?.kind === 'item' && row.item.tier === 'gate-two') say(twoPeople);
  else if (row?.kind === 'item' && isDecidable(row.item)) showOverlay({ kind: 'reject', items: [row.item] });
}

/** Why no single letter decides at the top tier. */
const twoPeople = 'Two people decide on this: single keys do nothing here. Use the buttons on the card.';

/** What can be decided together of a group; at the top tier nothing can. */
function onGroup(members: readonly ApprovalSummary[], act: (items: readonly ApprovalSummary[]) => void): void {
  const items = decidable(members);
  if (items.length > 0) act(items);
  else say(members.some(({ tier }) => tier === 'gate-two') ? twoPeople : 'Nothing in this group waits for a decision.');
}

function decidable(items: readonly ApprovalSummary[]): ApprovalSummary[] {
  return items.filter(isDecidable);
}

/** By a single letter, or together with others. */
function isDecidable({ status, tier }: ApprovalSummary): boolean {
  return status === 'pending' && tier !== 'gate-two';
}

function following(approvalId: string): InboxRow | undefined {
  const rows = currentRows();
  const at = rows.findIndex((row) => row.kind === 'item' && row.id === approvalId);
  const after = rows.slice(at + 1).find((row) => row.kind === 'item');
  return after ?? rows.slice(0, at).findLast((row) => row.kind === 'item');
}

function goOn(decided: string, next: InboxRow | undefined): void {
  // The person may have moved on meanwhile, or left the inbox; then their place is not taken from them.
  if (useRoute.getState().route.page !== 'inbox') return;
  if (useInbox.getState().focus?.id === decided || useInbox.getState().focus === null) moveTo(next);
}

function say(obstacle: string | null): void {
  if (obstacle !== null) announce(obstacle);
  useInbox.setState({ hint: obstacle });
}
