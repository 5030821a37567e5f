import { create } from 'zustand';
import { announce } from './notices.ts';

export const cardViews = ['fields', 'pretty', 'raw'] as const;
export type CardView = (typeof cardViews)[number];

/** How the open card is looked at; it stays so from item to item. */
export const useCardView = create<{ readonly view: CardView }>()(() => ({ view: 'fields' }));

/** The part of the card with what was decided on alike actions. */
export const similarId = 'similar-decisions';

/** Shows the changes by field, as the laid out envelope, or as bytes. */
export function setCardView(view: CardView): void {
  useCardView.setState({ view });
}

/** The next of the three, and after the last the first. */
export function nextCardView(): void {
  const { view } = useCardView.getState();
  setCardView(cardViews[(cardViews.indexOf(view) + 1) % cardViews.length] ?? 'fields');
}

/** Brings what was decided on alike actions into sight, with the keyboard in it. */
export function showSimilar(): void {
  const part = document.getElementById(similarId);
  if (part === null) return announce('Nothing alike has been decided here before.');
  part.scrollIntoView({ block: 'nearest' });
  part.focus();
}
