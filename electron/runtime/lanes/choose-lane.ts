import type { LaneChoice } from '../../../shared/domain/conversation.ts';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** What is known of a turn before it begins. */
export interface LaneFacts {
  /** As the person wants it; null: they leave it to the rule. */
  readonly asked: QueueLane | null;
  readonly agentTitle: string;
  /** Of the queue that the agent's manifest names; null: it names none. */
  readonly declared: QueueLane | null;
}

/** In which lane a turn begins, and why: the person's word, or what its agent declares. */
export function chooseLane({ asked, agentTitle, declared }: LaneFacts, atMs: AtMs): LaneChoice {
  if (asked !== null)
    return { lane: asked, by: 'person', reasons: [{ fact: 'asked', value: 'as you chose', speaksFor: asked }], atMs };
  const lane = declared ?? 'interactive';
  const value =
    declared === null ? `${agentTitle} answers while you wait` : `${agentTitle} declares the ${declared} lane`;
  return { lane, by: 'rule', reasons: [{ fact: 'agent', value, speaksFor: lane }], atMs };
}
