import type { Ms } from '../../../shared/ids.ts';

/** Calls once for all that is told within so long; nothing is armed while nothing is told. */
export function onceIn(span: Ms, after: (delay: Ms, call: () => void) => () => void, call: () => void): () => void {
  let isArmed = false;
  return () => {
    if (isArmed) return;
    isArmed = true;
    after(span, () => {
      isArmed = false;
      call();
    });
  };
}
