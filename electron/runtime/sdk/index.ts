/** What an agent author imports, as `lanekeeper/sdk`. */
export { defineAgent } from './define-agent.ts';
export { AgentError } from './agent-error.ts';
export { ChildRunError } from './child-run-error.ts';
export type * from './types.ts';
export type * from './shapes.ts';
