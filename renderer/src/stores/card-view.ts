import { create } from 'zustand';
import { noteOpened } from './looked.ts';
import { announce } from './notices.ts';

export const cardViews = ['side', 'line', 'pretty', 'raw'] as const;
export type CardView = (typeof cardViews)[number];

/** How the open card is looked at; it stays so from item to item. */
export const useCardView = create<{
  readonly view: CardView;
  /** The item whose quoted evidence is unfolded: opening it is an act, and another card begins folded. */
  readonly evidenceOf: string | null;
}>()(() => ({ view: 'side', evidenceOf: null }));

/** The part of the card with what was decided on alike actions. */
export const similarId = 'similar-decisions';

/** Shows the changes side by side or in line, the laid out envelope, or the bytes. */
export function setCardView(view: CardView): void {
  if (view === 'pretty' || view === 'raw') noteOpened('envelope');
  useCardView.setState({ view });
}

/** Unfolds the evidence of this item; null folds it. */
export function setEvidenceOpen(evidenceOf: string | null): void {
  useCardView.setState({ evidenceOf });
}

/** The next of the four, and after the last the first. */
export function nextCardView(): void {
  const { view } = useCardView.getState();
  setCardView(cardViews[(cardViews.indexOf(view) + 1) % cardViews.length] ?? 'side');
}

/** Brings what was decided on alike actions into sight, with the keyboard in it. */
export function showSimilar(): void {
  const part = document.getElementById(similarId);
  if (part === null) return announce('Nothing alike has been decided here before.');
  noteOpened('similar');
  part.scrollIntoView({ block: 'nearest' });
  part.focus();
}
