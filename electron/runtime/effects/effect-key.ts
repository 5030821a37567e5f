import { createHash } from 'node:crypto';
import type { EffectState } from '../engine/states.ts';

/** Idempotency key: no attempt and no nonce in it, so that a repeat of the same action has the same key. */
export function effectKey(
  instanceId: string,
  { lineageId, path, generation }: Pick<EffectState, 'lineageId' | 'path' | 'generation'>,
): string {
  return createHash('sha256')
    .update(JSON.stringify([instanceId, lineageId, path, generation]))
    .digest('hex')
    .slice(0, 40);
}
