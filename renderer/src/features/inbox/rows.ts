import type { ApprovalSummary } from '../../../../shared/domain/approval.ts';
import { count } from '../../format/number.ts';
import type { RowFocus } from '../../stores/inbox.ts';

/** A line of the inbox list. */
export type InboxRow =
  | { readonly kind: 'item'; readonly id: string; readonly item: ApprovalSummary; readonly isMember: boolean }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly items: readonly ApprovalSummary[];
      readonly isOpen: boolean;
    }
  | { readonly kind: 'more'; readonly id: string; readonly hidden: number };

/** Members shown of a group before the person asks for all. */
export const membersShown = 6;

/**
 * Lays the held order out as rows: items that may be decided together (same fingerprint) stand under one head at the
 * place of the first of them, so the order of urgency stays readable.
 */
export function inboxRows(
  order: readonly string[],
  byId: ReadonlyMap<string, ApprovalSummary>,
  expanded: ReadonlySet<string>,
): InboxRow[] {
  const groups = new Map<string, ApprovalSummary[]>();
  for (const id of order) {
    const item = byId.get(id);
    if (item === undefined) continue;
    const members = groups.get(item.fingerprint);
    if (members === undefined) groups.set(item.fingerprint, [item]);
    else members.push(item);
  }
  const rows: InboxRow[] = [];
  for (const [fingerprint, members] of groups) {
    const first = members[0];
    if (first === undefined) continue;
    if (members.length === 1) rows.push({ kind: 'item', id: first.approvalId, item: first, isMember: false });
    else addGroup(rows, fingerprint, members, expanded);
  }
  return rows;
}

function addGroup(
  rows: InboxRow[],
  fingerprint: string,
  members: readonly ApprovalSummary[],
  expanded: ReadonlySet<string>,
): void {
  const isClosed = expanded.has(`closed:${fingerprint}`);
  const isWhole = expanded.has(fingerprint);
  rows.push({ kind: 'group', id: fingerprint, items: members, isOpen: !isClosed });
  if (isClosed) return;
  const shown = isWhole ? members : members.slice(0, membersShown);
  for (const item of shown) rows.push({ kind: 'item', id: item.approvalId, item, isMember: true });
  if (shown.length < members.length)
    rows.push({ kind: 'more', id: fingerprint, hidden: members.length - shown.length });
}

/** Verb, what, and what tells it apart: `Send`, `reply`, `complaint 3162002`. */
const sharedWords = /^(\S+) 1 (.+?)(?: (?:to|of|for|in|on|with) (.+)|: (.+))?$/;
/** Of more than one thing each: `Update 2 fields`, `record 7`. */
const severalWords = /^(\S+ \d+ .+?) (?:to|of|for|in|on|with) (.+)$/;

/** The words that all members of a group share: `Send 34 replies`, from `Send 1 reply to complaint 3162002`. */
export function groupTitle(items: readonly Pick<ApprovalSummary, 'title'>[], many = items.length): string {
  const first = items[0];
  if (first === undefined) return '';
  const [, verb, noun] = sharedWords.exec(first.title) ?? [];
  if (verb !== undefined && noun !== undefined) return `${verb} ${count(many)} ${plural(noun)}`;
  return `${count(many)} × ${severalWords.exec(first.title)?.[1] ?? first.title}`;
}

/** What tells a member apart from the others: its title without the words they share. */
export function memberTitle(title: string): string {
  return sharedWords.exec(title)?.[3] ?? severalWords.exec(title)?.[2] ?? title;
}

/** Every item in the order of the list, folded members included. */
export function orderedIds(rows: readonly InboxRow[]): string[] {
  return rows.flatMap((row) => {
    if (row.kind === 'group') return row.items.map((item) => item.approvalId);
    return row.kind === 'item' && !row.isMember ? [row.id] : [];
  });
}

/** Where a focused row stands, or -1. */
export function rowIndex(rows: readonly InboxRow[], focus: RowFocus | null): number {
  if (focus === null) return -1;
  return placesOf(rows).get(`${focus.kind}-${focus.id}`) ?? -1;
}

const known = new WeakMap<readonly InboxRow[], ReadonlyMap<string, number>>();

/** Looked up once for each list: a key that is held asks thirty times a second, of thousands of rows. */
function placesOf(rows: readonly InboxRow[]): ReadonlyMap<string, number> {
  const found = known.get(rows) ?? new Map(rows.map((row, index) => [`${row.kind}-${row.id}`, index]));
  known.set(rows, found);
  return found;
}

function plural(noun: string): string {
  // Only the noun itself has a plural: `field (theme)` is `fields (theme)`.
  const [, word = noun, rest = ''] = /^(.+?)( \(.*\))$/.exec(noun) ?? [];
  if (rest !== '') return `${plural(word)}${rest}`;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
