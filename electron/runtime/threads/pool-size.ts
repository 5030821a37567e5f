/** What a host of an ordinary agent comes to hold, MiB: its heap and what is around it. */
const hostMb = 320;
/** Of the machine's memory, what hosts may hold together. */
const share = 0.25;
const mostHosts = 16;

export interface Machine {
  readonly cores: number;
  readonly memoryMb: number;
}

/**
 * Hosts that work side by side at most. One core is left to the engine; a release with work has one host whatever the
 * machine is, so this only says when a busy one is given more.
 */
export function poolSize({ cores, memoryMb }: Machine): number {
  return Math.max(1, Math.min(cores - 1, Math.floor((memoryMb * share) / hostMb), mostHosts));
}
