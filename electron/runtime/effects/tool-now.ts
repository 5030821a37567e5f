import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { EffectState } from '../engine/states.ts';
import { toolFactsUnder, toolRegistry } from '../tools/registry.ts';
import { toolSchemaHash } from '../tools/schema-hash.ts';

/** The tool as it is at this moment, under the settings of this moment. */
export function toolNow(
  effect: EffectState,
  settings: Settings,
): { id: string; version: string; schemaHash: string; effectClass: string } | null {
  const facts = toolRegistry.get(effect.toolId);
  if (facts === undefined) return null;
  const { params } = JSON.parse(effect.envelope) as Envelope;
  const now = toolFactsUnder(facts, settings, params as JsonObject);
  return {
    id: facts.id,
    version: facts.version,
    schemaHash: toolSchemaHash(facts.schema),
    effectClass: now.effectClass,
  };
}
