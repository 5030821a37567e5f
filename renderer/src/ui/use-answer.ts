import { useEffect, useRef, useState } from 'react';
import { explain } from '../format/errors.ts';
import type { Explanation } from '../format/errors.ts';
import { reportFailure } from '../stores/notices.ts';

export interface Answer {
  /** It was sent, and nobody has answered yet. */
  readonly isWaiting: boolean;
  readonly refusal: Explanation | null;
  readonly send: (act: () => Promise<unknown>) => Promise<void>;
}

/**
 * Sends something once and waits for what becomes of it. Done: `onDone`. Refused: the reason is kept to be shown where it
 * was asked for, or, when that has been closed meanwhile, is said as a notice.
 */
export function useAnswer(onDone: () => void, onRefused?: () => void): Answer {
  const [isWaiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Explanation | null>(null);
  const isShown = useRef(true);
  // Two presses in one turn see the same state; the second must not send it again.
  const isUnderWay = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);

  async function send(act: () => Promise<unknown>): Promise<void> {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setWaiting(true);
    setRefusal(null);
    try {
      await act();
      if (isShown.current) onDone();
    } catch (error) {
      if (!isShown.current) return reportFailure(error);
      setRefusal(explain(error));
      onRefused?.();
    } finally {
      isUnderWay.current = false;
      setWaiting(false);
    }
  }

  return { isWaiting, refusal, send };
}
