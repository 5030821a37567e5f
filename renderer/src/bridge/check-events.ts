import { topics } from '../../../shared/ipc/topics.ts';
import type { TopicName } from '../../../shared/ipc/topics.ts';
import type { LiveEvent } from './subscription.ts';

interface RawEvent {
  readonly topic: string;
  readonly payload: unknown;
}

/**
 * Checks a frame's worth of events. Of several summaries of one item only the last is checked and handed on, so a
 * storm of changes costs one parse per item and frame.
 */
export function checkEvents(raw: readonly RawEvent[]): { events: LiveEvent[]; hasRefused: boolean } {
  const latest = new Map<string, number>();
  raw.forEach((event, index) => {
    const key = itemKey(event);
    if (key !== null) latest.set(key, index);
  });
  const events: LiveEvent[] = [];
  let hasRefused = false;
  raw.forEach((event, index) => {
    const key = itemKey(event);
    if (key !== null && latest.get(key) !== index) return;
    if (!(event.topic in topics)) return;
    const topic = event.topic as TopicName;
    const parsed = topics[topic].safeParse(event.payload);
    if (parsed.success) events.push({ topic, payload: parsed.data } as LiveEvent);
    else hasRefused = true;
  });
  return { events, hasRefused };
}

/** Topics whose payload is the whole present state of one item; null for the others. */
function itemKey({ topic, payload }: RawEvent): string | null {
  const field = summaryIds[topic];
  if (field === undefined || typeof payload !== 'object' || payload === null) return null;
  const id = (payload as Record<string, unknown>)[field];
  return typeof id === 'string' ? `${topic}/${id}` : null;
}

const summaryIds: Readonly<Record<string, string>> = {
  'run.changed': 'runId',
  'approval.changed': 'approvalId',
  'effect.changed': 'effectId',
  'artifact.added': 'artifactId',
};
