/** What the shell shows of a workspace outside its window. */
export interface Standing {
  readonly pending: number;
  readonly isStopped: boolean;
  readonly runtime: 'up' | 'restarting' | 'stopped';
}

/** One line for the tray's tooltip and its first item. */
export function standingLine({ pending, isStopped, runtime }: Standing): string {
  if (runtime === 'stopped') return 'Lanekeeper: the runtime has stopped';
  if (runtime === 'restarting') return 'Lanekeeper: the runtime is starting';
  const waiting = pending === 0 ? 'nothing waits for you' : `${pending} waiting for a decision`;
  return isStopped ? `Lanekeeper: emergency stop is on, ${waiting}` : `Lanekeeper: ${waiting}`;
}
