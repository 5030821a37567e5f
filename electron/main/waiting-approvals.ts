/** What the shell shows of a workspace outside its window. */
export interface Standing {
  readonly pending: number;
  readonly isStopped: boolean;
  readonly runtime: 'up' | 'restarting' | 'stopped';
}

/**
 * The words of a notification when approvals have begun to wait, or undefined when there is nothing new.
 * They count and never quote: what waits may be secret, and a locked screen shows notifications.
 */
export function waitingNotice(before: number, now: number): { title: string; body: string } | undefined {
  if (now <= before) return undefined;
  const body = now === 1 ? 'Open the console to read and decide it.' : 'Open the console to read and decide them.';
  return { title: now === 1 ? 'One action waits for a decision' : `${now} actions wait for a decision`, body };
}

/** One line for the tray's tooltip and its first item. */
export function standingLine({ pending, isStopped, runtime }: Standing): string {
  if (runtime === 'stopped') return 'Lanekeeper: the runtime has stopped';
  if (runtime === 'restarting') return 'Lanekeeper: the runtime is starting';
  const waiting = pending === 0 ? 'nothing waits for you' : `${pending} waiting for a decision`;
  return isStopped ? `Lanekeeper: emergency stop is on, ${waiting}` : `Lanekeeper: ${waiting}`;
}
