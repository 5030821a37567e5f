import type { Queue } from '../../../shared/domain/queue.ts';
import type { Outcome } from '../engine/engine-port.ts';

/** Counters of a queue, kept with the runs: those in its line (delayed ones too), those at work, and starts refused. */
export function queueCounter(name: string, what: 'queued' | 'running' | 'refused'): string {
  return `queue:${name}:${what}`;
}

/** Back-pressure: the refusal of one more run, which is counted; null while there is room. */
export function queueFull(
  { name, capacity }: Queue,
  count: (counter: string) => number,
): (Outcome<never> & { ok: false }) | null {
  if (capacity === null) return null;
  const waiting = count(queueCounter(name, 'queued'));
  if (waiting < capacity) return null;
  const words = (n: number): string => n.toLocaleString('en');
  return {
    ok: false,
    counted: queueCounter(name, 'refused'),
    error: {
      code: 'queue-full',
      message: `The queue "${name}" is full: ${words(waiting)} ${waiting === 1 ? 'run waits' : 'runs wait'} in it, and it holds ${words(capacity)}. Nothing was started; those that wait are kept.`,
      hint: `Start it again when some have started, choose another queue, or raise the limit: lanekeeper queues set ${name} --capacity N.`,
    },
  };
}
