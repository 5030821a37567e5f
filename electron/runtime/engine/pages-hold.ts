import { repairCounters } from '../store/counter-store.ts';
import type { Db } from '../store/open.ts';
import { stderrLogger } from '../system-ports.ts';

/** Nothing is sent while the pages of a large database are being checked beside the work. */
export interface PagesHold {
  /** One sentence; null once they are known to be in order. */
  because(): string | null;
  checked(wrongCounts: readonly string[]): void;
}

export function createPagesHold(options: {
  readonly pagesLeft: readonly string[];
  readonly db: Db;
  /** Everything decided so far is in the database. */
  readonly flush: () => void;
  readonly released: () => void;
}): PagesHold {
  let isOpen = options.pagesLeft.length > 0;
  return {
    because: () =>
      isOpen ? 'The pages of the database are still being checked; it is sent when they are in order.' : null,
    checked(wrongCounts) {
      if (wrongCounts.length > 0) {
        options.flush();
        stderrLogger.warn('counts were wrong and were put right', { counts: repairCounters(options.db).repaired });
      }
      isOpen = false;
      options.released();
    },
  };
}
