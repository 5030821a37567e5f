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
