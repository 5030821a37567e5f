import { stopOver } from '../../../shared/domain/stop-scope.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { Stores } from '../store/stores.ts';
import { toolFactsUnder, toolRegistry } from '../tools/registry.ts';
import type { BrokerOptions } from './broker-port.ts';

export interface AskedLook {
  readonly agentId: string;
  readonly toolId: string;
  readonly params: JsonObject;
}

/**
 * The emergency stop that keeps a tool from looking at what an action starts from, where looking leaves this machine
 * (A19): a request that only reads is sent under the operator's authorization all the same. Null: it may look.
 */
export function stopOverLook(
  { stores, fileStop }: { readonly stores: Pick<Stores, 'workspace'> } & Pick<BrokerOptions, 'fileStop'>,
  { agentId, toolId, params }: AskedLook,
): Stop | null {
  const facts = toolRegistry.get(toolId);
  if (facts?.looksOutside?.(params) !== true) return null;
  const file = fileStop();
  const stops = [...stores.workspace.stops(), ...(file === null ? [] : [file])];
  const { effectClass } = toolFactsUnder(facts, stores.workspace.settings(), params);
  return (
    stopOver(stops, { agentId, toolId, effectClass }) ??
    stopOver(stops, { agentId, toolId, effectClass: facts.effectClass })
  );
}
