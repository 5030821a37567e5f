import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { LookedPart } from '../../../../shared/domain/looked.ts';
import { noteOpened, showCard } from '../../stores/looked.ts';

/** As long as a quote takes to be noticed: less is scrolled past. */
const readMs = 1_000;

/** Notes how long the open card stands before the person. */
export function useShownCard(approvalId: string, envelopeHash: string, isTurning: boolean): void {
  useEffect(
    () => (isTurning ? undefined : showCard({ approvalId, envelopeHash })),
    [approvalId, envelopeHash, isTurning],
  );
}

/** Notes that a part of the card was opened once it has stood in sight for a moment. */
export function useOpenedPart<E extends HTMLElement>(part: LookedPart, of: string): RefObject<E | null> {
  const place = useRef<E>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      if (entry?.isIntersecting === true) timer = setTimeout(() => noteOpened(part, of), readMs);
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [part, of]);
  return place;
}
