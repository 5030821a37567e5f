/** Ready runs in the order in which they came, a line for each release: a line whose host is not there holds up no other. */
export interface RunLines {
  add(runId: string, releaseHash: string): void;
  has(runId: string): boolean;
  length(): number;
  /** The next run of each line in turn, taken out, until `take` says that there is room for none, or every line is empty or blocked. */
  each(isBlocked: (releaseHash: string) => boolean, take: (runId: string, releaseHash: string) => boolean): void;
  /** Empties the line of one release. */
  clear(releaseHash: string): readonly string[];
}

interface Line {
  ids: string[];
  /** How many of `ids` were taken: a hundred thousand are not moved up for each. */
  head: number;
}

/** Taken ids are let go of in portions of this many. */
const portion = 1_024;

export function createRunLines(): RunLines {
  const lines = new Map<string, Line>();
  const members = new Set<string>();

  function shift(line: Line): string | undefined {
    const runId = line.ids[line.head];
    if (runId === undefined) return undefined;
    line.head += 1;
    if (line.head >= portion && line.head * 2 >= line.ids.length) {
      line.ids = line.ids.slice(line.head);
      line.head = 0;
    }
    members.delete(runId);
    return runId;
  }

  return {
    add(runId, releaseHash) {
      if (members.has(runId)) return;
      members.add(runId);
      const line = lines.get(releaseHash);
      if (line === undefined) lines.set(releaseHash, { ids: [runId], head: 0 });
      else line.ids.push(runId);
    },
    has: (runId) => members.has(runId),
    length: () => members.size,
    each(isBlocked, take) {
      const open = [...lines].filter(([releaseHash, line]) => line.head < line.ids.length && !isBlocked(releaseHash));
      for (let left = open; left.length > 0; left = left.filter(([, line]) => line.head < line.ids.length))
        for (const [releaseHash, line] of left) {
          const runId = line.ids[line.head];
          if (runId === undefined) continue;
          if (!take(runId, releaseHash)) return;
          shift(line);
        }
    },
    clear(releaseHash) {
      const line = lines.get(releaseHash);
      lines.delete(releaseHash);
      const ids = line === undefined ? [] : line.ids.slice(line.head);
      for (const runId of ids) members.delete(runId);
      return ids;
    },
  };
}
