import type { LaneChoice } from '../../../shared/domain/conversation.ts';
import type { QueueLane } from '../../../shared/domain/queue.ts';
import type { MeasuredTurns, Routing } from '../../../shared/domain/routing.ts';
import type { StatedAnswers } from '../../../shared/domain/stated-answers.ts';
import type { AtMs, Bytes, Ms } from '../../../shared/ids.ts';

type Reason = LaneChoice['reasons'][number];

/** What is known of a turn before it begins. */
export interface LaneFacts {
  /** As the person wants it; null: they leave it to the rule. */
  readonly asked: QueueLane | null;
  readonly agentTitle: string;
  /** Of the queue that the agent's manifest names; null: it names none. */
  readonly declared: QueueLane | null;
  readonly stated: StatedAnswers;
  /** Of the newest turns of this agent; null: there is none. */
  readonly measured: MeasuredTurns | null;
  readonly attachedBytes: Bytes;
  readonly latencyBudgetMs: Ms;
  readonly routing: Routing;
}

/**
 * In which lane a turn begins, and every fact that was looked at. Background when its result has value after this
 * sitting, it takes several steps or slow tools, and its status and result can be come back to; live otherwise, because
 * a person is steering. What turns out to be too slow is moved by its latency budget.
 */
export function chooseLane(facts: LaneFacts, atMs: AtMs): LaneChoice {
  const { asked, declared, agentTitle } = facts;
  if (asked !== null)
    return { lane: asked, by: 'person', reasons: [{ fact: 'asked', value: 'as you chose', speaksFor: asked }], atMs };
  if (declared !== null) {
    const value = `${agentTitle} declares the ${declared} lane`;
    return { lane: declared, by: 'rule', reasons: [{ fact: 'queue', value, speaksFor: declared }], atMs };
  }
  const value = valueOf(facts);
  const work = [stepsOf(facts), slownessOf(facts)];
  const isBackground = value.speaksFor === 'background' && work.some(({ speaksFor }) => speaksFor === 'background');
  const reasons: Reason[] = [
    value,
    ...work,
    { fact: 'status and result', value: 'are kept, and can be come back to', speaksFor: 'background' },
    { fact: 'person', value: 'is in the conversation', speaksFor: 'interactive' },
  ];
  return { lane: isBackground ? 'background' : 'interactive', by: 'rule', reasons, atMs };
}

function valueOf({ stated, attachedBytes, routing }: LaneFacts): Reason {
  if (attachedBytes >= routing.largeBytes)
    return { fact: 'attached', value: sizeWords(attachedBytes), speaksFor: 'background' };
  return stated.result === 'kept'
    ? { fact: 'result', value: 'is worth keeping', speaksFor: 'background' }
    : { fact: 'result', value: 'is of the moment', speaksFor: 'interactive' };
}

function stepsOf({ stated, measured, attachedBytes, routing }: LaneFacts): Reason {
  if (attachedBytes >= routing.largeBytes)
    return { fact: 'steps', value: 'a large file takes several', speaksFor: 'background' };
  if (measured === null || measured.turns < routing.fewestTurns)
    return { fact: 'steps', value: `${stated.steps}, as stated`, speaksFor: laneIf(stated.steps === 'several') };
  const value = `${measured.medianSteps}, median of ${measured.turns} turns`;
  return { fact: 'steps', value, speaksFor: laneIf(measured.medianSteps >= routing.manySteps) };
}

function slownessOf({ stated, measured, latencyBudgetMs, routing }: LaneFacts): Reason {
  if (measured === null || measured.turns < routing.fewestTurns)
    return { fact: 'tools', value: `${stated.tools}, as stated`, speaksFor: laneIf(stated.tools === 'slow') };
  const failed = measured.failed === 0 ? '' : `, ${measured.failed} failed`;
  const value = `p95 ${secondsWords(measured.p95Ms)} of ${secondsWords(latencyBudgetMs)}, ${measured.turns} turns${failed}`;
  return { fact: 'time', value, speaksFor: laneIf(measured.p95Ms > latencyBudgetMs) };
}

function laneIf(isBackground: boolean): QueueLane {
  return isBackground ? 'background' : 'interactive';
}

function secondsWords(ms: Ms): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

function sizeWords(size: Bytes): string {
  return `${(size / 1_000_000).toFixed(1)} MB`;
}
