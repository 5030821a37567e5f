import { create } from 'zustand';
import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';
import { call } from '../bridge.ts';

/** Why a member of a set should be looked at by itself. */
export interface Outlier {
  readonly item: ApprovalSummary;
  readonly why: string;
}

interface PreviewState {
  readonly details: ReadonlyMap<string, ApprovalDetail>;
  readonly read: number;
  readonly toRead: number;
  /** Members that moved on since they were marked; they drop out. */
  readonly changed: ReadonlySet<string>;
  readonly failure: unknown;
}

const nothing: PreviewState = { details: new Map(), read: 0, toRead: 0, changed: new Set(), failure: null };

export const usePreview = create<PreviewState>()(() => nothing);

/** So many cards of a set are read for its sums; the preview says when there are more. */
export const mostRead = 200;
const atOnce = 8;
let generation = 0;

/** Reads the cards behind a frozen set. */
export async function readPreview(items: readonly ApprovalSummary[]): Promise<void> {
  generation += 1;
  const mine = generation;
  const wanted = items.slice(0, mostRead);
  usePreview.setState({ ...nothing, toRead: wanted.length });
  const details = new Map<string, ApprovalDetail>();
  const changed = new Set<string>();
  try {
    for (let from = 0; from < wanted.length; from += atOnce) {
      const part = wanted.slice(from, from + atOnce);
      const read = await Promise.all(part.map(({ approvalId }) => call('approval.show', { approvalId })));
      if (mine !== generation) return;
      for (const [at, detail] of read.entries()) {
        details.set(detail.approvalId, detail);
        const seen = part[at];
        if (seen?.version !== detail.version || seen.envelopeHash !== detail.envelopeHash)
          changed.add(detail.approvalId);
      }
      usePreview.setState({ details: new Map(details), changed: new Set(changed), read: details.size });
    }
  } catch (failure) {
    if (mine === generation) usePreview.setState({ failure });
  }
}

/** Forgets the preview. */
export function closePreview(): void {
  generation += 1;
  usePreview.setState(nothing);
}

/** Members that differ from the rest: what cannot be read, goes elsewhere, or is far longer or shorter. */
export function outliersOf(items: readonly ApprovalSummary[], details: ReadonlyMap<string, ApprovalDetail>): Outlier[] {
  const known = items.flatMap((item) => details.get(item.approvalId) ?? []);
  const sizes = known.map((detail) => detail.envelope.length).toSorted((a, b) => a - b);
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const systems = mostCommon(known.map((detail) => detail.blast.systems.join(', ')));
  const outliers: Outlier[] = [];
  for (const item of items) {
    const detail = details.get(item.approvalId);
    if (detail === undefined) continue;
    const why = reasonOf(detail, { middle, systems });
    if (why !== null) outliers.push({ item, why });
  }
  return outliers;
}

function reasonOf(detail: ApprovalDetail, usual: { readonly middle: number; readonly systems: string }): string | null {
  if (detail.uninspectable.length > 0) return `cannot be read: ${detail.uninspectable.join(', ')}`;
  if (detail.blast.systems.join(', ') !== usual.systems) return `goes to ${detail.blast.systems.join(', ')}`;
  if (detail.evidence.length === 0) return 'has no evidence';
  const ratio = detail.envelope.length / Math.max(1, usual.middle);
  if (ratio >= 1.6) return `${ratio.toFixed(1)} × the usual length`;
  if (ratio <= 0.6) return `${ratio.toFixed(1)} × the usual length`;
  return null;
}

function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
