/** Reads something again and again, one at a time: calls that come while one is under way become one more, a little later. */
export interface CalmReader {
  again(): void;
  stop(): void;
}

const betweenReadsMs = 500;

export function calmReader(read: () => Promise<void>): CalmReader {
  let isReading = false;
  let isWanted = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function again(): void {
    if (isStopped) return;
    if (isReading) {
      isWanted = true;
      return;
    }
    isReading = true;
    void read().finally(() => {
      timer = setTimeout(() => {
        isReading = false;
        if (!isWanted) return;
        isWanted = false;
        again();
      }, betweenReadsMs);
    });
  }

  return {
    again,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
