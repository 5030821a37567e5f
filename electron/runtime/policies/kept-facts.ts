import type { Envelope } from '../../../shared/domain/envelope.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { PolicyFacts } from './facts.ts';

/** What is kept with an action of the facts it was judged on; the others stand in its envelope. */
export type KeptFacts = Omit<PolicyFacts, 'toolId' | 'agentId' | 'release' | 'target' | 'params' | 'atMs'>;

export function keptFacts(facts: PolicyFacts): KeptFacts {
  const {
    toolId: _tool,
    agentId: _agent,
    release: _release,
    target: _target,
    params: _params,
    atMs: _at,
    ...kept
  } = facts;
  return kept;
}

/**
 * The facts an action was judged on, as they were when it was proposed. `params` of what undoes another action are
 * those of that action: it was judged as that.
 */
export function factsAgain(kept: KeptFacts, envelope: Envelope, params: JsonObject): PolicyFacts {
  return {
    ...kept,
    toolId: envelope.tool.id,
    agentId: envelope.agent.id,
    release: envelope.agent.release,
    target: envelope.target,
    params,
    atMs: envelope.createdAtMs,
  };
}
