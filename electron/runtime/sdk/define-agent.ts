import type { Json, JsonObject } from '../../../shared/json.ts';
import type { AgentDefinition } from './types.ts';

/** Names an agent's parts for the runtime; checked again when the agent is added. */
export function defineAgent<Input extends Json = JsonObject, Output extends Json = Json>(
  definition: AgentDefinition<Input, Output>,
): AgentDefinition<Input, Output> {
  return definition;
}
