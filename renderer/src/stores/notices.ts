import { create } from 'zustand';
import { explain } from '../format/errors.ts';
import type { Explanation } from '../format/errors.ts';

export interface Notice extends Explanation {
  readonly id: number;
}

interface NoticeState {
  readonly notices: readonly Notice[];
  /** What the polite live region says; at most one change every five seconds. */
  readonly spoken: string;
}

export const useNotices = create<NoticeState>()(() => ({ notices: [], spoken: '' }));

let lastId = 0;
const keptNotices = 3;

/** Shows a failure until the person closes it; the same words are shown once. */
export function reportFailure(error: unknown): void {
  const explanation = explain(error);
  const { notices } = useNotices.getState();
  if (notices.some((notice) => notice.title === explanation.title && notice.detail === explanation.detail)) return;
  lastId += 1;
  useNotices.setState({ notices: [...notices, { ...explanation, id: lastId }].slice(-keptNotices) });
}

/** Closes one notice. */
export function closeNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

const quietMs = 5_000;
let lastSpokenMs = Number.NEGATIVE_INFINITY;
let waiting: { text: string; timer: ReturnType<typeof setTimeout> } | null = null;

/** Says something to screen readers, politely and at most every five seconds; the latest words win. */
export function announce(text: string): void {
  const waitMs = lastSpokenMs + quietMs - performance.now();
  if (waitMs <= 0) {
    speak(text);
    return;
  }
  if (waiting === null) waiting = { text, timer: setTimeout(() => speak(waiting?.text ?? ''), waitMs) };
  else waiting.text = text;
}

function speak(text: string): void {
  waiting = null;
  lastSpokenMs = performance.now();
  useNotices.setState({ spoken: text });
}
