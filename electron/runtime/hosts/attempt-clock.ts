import { AgentError } from '../sdk/agent-error.ts';
import { hostTimers } from './guard-globals.ts';

export interface AttemptClock {
  /** It has said something. */
  beat(): void;
  /** What the body gives, or the error of the limit that was over first. */
  race<T>(body: () => Promise<T>): Promise<T>;
}

export interface AttemptLimits {
  readonly name: string;
  readonly timeoutMs: number;
  /** Longest silence; undefined allows any. */
  readonly heartbeatMs: number | undefined;
}

/** Ends an attempt whose work time is over (`step-timeout`) or that is silent (`heartbeat-missed`); `controller` is aborted then. */
export function createAttemptClock(
  { name, timeoutMs, heartbeatMs }: AttemptLimits,
  controller: AbortController,
): AttemptClock {
  let giveUp: (late: AgentError) => void = () => {};
  let silence: ReturnType<typeof hostTimers.setTimeout> | undefined;

  function over(code: 'step-timeout' | 'heartbeat-missed', message: string): void {
    const late = new AgentError(code, message);
    controller.abort(late);
    giveUp(late);
  }

  function beat(): void {
    hostTimers.clearTimeout(silence);
    if (heartbeatMs !== undefined && !controller.signal.aborted)
      silence = hostTimers.setTimeout(
        () => over('heartbeat-missed', `Step "${name}" said nothing for ${seconds(heartbeatMs)}.`),
        heartbeatMs,
      );
  }

  return {
    beat,
    async race(body) {
      const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
      const timer = hostTimers.setTimeout(
        () => over('step-timeout', `Step "${name}" took longer than ${seconds(timeoutMs)}.`),
        timeoutMs,
      );
      beat();
      try {
        return await Promise.race([body(), givenUp]);
      } finally {
        hostTimers.clearTimeout(timer);
        hostTimers.clearTimeout(silence);
        silence = undefined;
      }
    },
  };
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
