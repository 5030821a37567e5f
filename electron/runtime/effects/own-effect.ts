import type { AtMs } from '../../../shared/ids.ts';
import type { EffectState } from '../engine/states.ts';
import { effectKey } from './effect-key.ts';

/** Where this workspace stands among its copies and backups. */
export interface Place {
  readonly instanceId: string;
  /** When it was restored from a backup; null: never. */
  readonly restoredAtMs: AtMs | null;
}

/** Whether an action that was sent was sent from here: not by what this is a copy of, nor in a history that was lost. */
export function isOwnEffect(effect: EffectState, { instanceId, restoredAtMs }: Place): boolean {
  if (wasBeforeRestore(effect, restoredAtMs)) return false;
  return effect.effectKey === effectKey(instanceId, effect);
}

export function wasBeforeRestore({ intentAtMs }: EffectState, restoredAtMs: AtMs | null): boolean {
  return restoredAtMs !== null && (intentAtMs ?? 0) <= restoredAtMs;
}
