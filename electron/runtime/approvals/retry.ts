import type { Stop } from '../../../shared/domain/workspace.ts';
import { stopOver, stoppedWhat } from '../../../shared/domain/stop-scope.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { EffectBundle } from '../engine/states.ts';
import type { ToolFacts } from '../tools/contract.ts';
import { toolSchemaHash } from '../tools/schema-hash.ts';
import { openEnvelope } from './envelope.ts';
import { when } from './refusals.ts';

/** What sending an action of unknown outcome again, under its key, hangs on. */
export interface RetryWorld {
  /** Trusted time. */
  readonly nowMs: AtMs;
  /** Under the settings of now; null: there is none of that id. */
  readonly tool: ToolFacts | null;
  /** Its run still waits for what becomes of it. */
  readonly isAwaited: boolean;
  /** It was sent by this workspace, in the history this one has. */
  readonly isOwn: boolean;
  /** Times one intent may be sent. */
  readonly mostAttempts: number;
  readonly stops: readonly Stop[];
  /** Why effects are held as a whole; null when they are not. */
  readonly heldBecause: string | null;
}

/** Until when the same intent may be sent again under the same key and grant; null: never, or for as long as the grant lives. */
export function retryUntil({ effect, grant }: EffectBundle, tool: ToolFacts | null): AtMs | null {
  if (grant === null || effect.intentAtMs === null) return null;
  const keptForMs =
    effect.compensates !== null
      ? Number.POSITIVE_INFINITY
      : tool?.idempotency.kind === 'keyed'
        ? tool.idempotency.validForMs
        : 0;
  return Math.min(effect.intentAtMs + keptForMs, grant.expiresAtMs);
}

/** Why it may not be sent again, in one sentence with what to do instead; null where a person may have it sent. */
export function whyNoRetry(bundle: EffectBundle, world: RetryWorld): string | null {
  const { effect, grant } = bundle;
  const { tool, nowMs } = world;
  if (effect.status !== 'unknown') return `Only an unknown action is sent again; this one is ${effect.status}.`;
  const opened = openEnvelope(effect.envelope, effect.envelopeHash);
  if (!opened.ok) return opened.reason;
  if (!world.isOwn) return 'It was sent in a history this workspace does not have; what became of it is known there.';
  if (tool === null) return `The tool ${effect.toolId} is not there any more.`;
  const { envelope } = opened;
  if (tool.version !== envelope.tool.version || toolSchemaHash(tool.schema) !== envelope.tool.schemaHash)
    return `The tool ${effect.toolId} is another one than was approved.`;
  const isUndo = effect.compensates !== null;
  if (!isUndo && tool.idempotency.kind === 'none')
    return 'Whoever it went to recognises no key: sent again, it could happen twice.';
  const intentAtMs = effect.intentAtMs ?? 0;
  if (!isUndo && tool.idempotency.kind === 'keyed' && nowMs >= intentAtMs + tool.idempotency.validForMs)
    return `Its key was recognised until ${when(intentAtMs + tool.idempotency.validForMs)}: sent again, it could happen twice.`;
  if (grant?.status !== 'consumed') return 'There is no approval it was sent under.';
  if (nowMs >= grant.expiresAtMs)
    return `The approval it was sent under ended ${when(grant.expiresAtMs)}. If it did not happen, say so; begun again, its run asks for a decision.`;
  if (!world.isAwaited) return 'Its run has ended or was begun again, so nobody waits for it any more.';
  if (effect.dispatches >= world.mostAttempts)
    return `It was sent ${effect.dispatches} times, the most that its queue allows.`;
  const action = { agentId: envelope.agent.id, toolId: effect.toolId, effectClass: effect.facts.effectClass };
  const stop = stopOver(world.stops, action);
  if (stop !== null) return `${stop.by} stopped ${stoppedWhat(stop.scope)} ${when(stop.atMs)}.`;
  return world.heldBecause;
}
