import type { Looked, LookedPart } from '../../../shared/domain/looked.ts';

/** What this window showed of one item: kept until it is decided on, under the bytes that were shown. */
interface Sight {
  readonly envelopeHash: string;
  shownMs: number;
  readonly opened: Set<LookedPart>;
}

interface Shown {
  readonly approvalId: string;
  readonly envelopeHash: string;
}

/** Beyond so many, what was shown longest ago is forgotten: it counts as not told. */
const mostKept = 500;
const sights = new Map<string, Sight>();
let open: { readonly item: Shown; sinceMs: number | null } | null = null;

/** A card stands open until the returned function is called. Time counts while the window itself is in sight. */
export function showCard(item: Shown): () => void {
  const mine = { item, sinceMs: isInSight() ? performance.now() : null };
  sightOf(item);
  open = mine;
  const onVisibility = (): void => {
    count(mine);
    mine.sinceMs = isInSight() ? performance.now() : null;
  };
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    count(mine);
    if (open === mine) open = null;
  };
}

/** A part of the open card, or of this one if it is open, was opened or stood in sight long enough to be read. */
export function noteOpened(part: LookedPart, approvalId?: string): void {
  if (open === null || (approvalId !== undefined && open.item.approvalId !== approvalId)) return;
  sightOf(open.item).opened.add(part);
}

/** What this window showed of an item so far; undefined when it was never open here. */
export function lookedAt({ approvalId, envelopeHash }: Shown): Looked | undefined {
  if (open?.item.approvalId === approvalId) count(open);
  const sight = sights.get(approvalId);
  if (sight === undefined || sight.envelopeHash !== envelopeHash) return undefined;
  return { shownMs: Math.round(sight.shownMs), opened: [...sight.opened] };
}

function count(card: NonNullable<typeof open>): void {
  if (card.sinceMs === null) return;
  const nowMs = performance.now();
  sightOf(card.item).shownMs += nowMs - card.sinceMs;
  card.sinceMs = nowMs;
}

function sightOf({ approvalId, envelopeHash }: Shown): Sight {
  const known = sights.get(approvalId);
  sights.delete(approvalId);
  const sight =
    known?.envelopeHash === envelopeHash ? known : { envelopeHash, shownMs: 0, opened: new Set<LookedPart>() };
  sights.set(approvalId, sight);
  const [oldest] = sights.keys();
  if (sights.size > mostKept && oldest !== undefined) sights.delete(oldest);
  return sight;
}

function isInSight(): boolean {
  return document.visibilityState === 'visible';
}
