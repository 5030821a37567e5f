import type { JsonObject } from '../../../shared/json.ts';
import type { EffectState } from '../engine/states.ts';

/** The parameters an action was proposed with; none where its stored bytes cannot be read any more. */
export function paramsOf({ envelope }: Pick<EffectState, 'envelope'>): JsonObject {
  try {
    const { params } = JSON.parse(envelope) as { readonly params?: JsonObject };
    return params ?? {};
  } catch {
    return {};
  }
}
