/** What an agent author imports, as `lanekeeper/sdk`. */
export { defineAgent } from './define-agent.ts';
export { AgentError } from './agent-error.ts';
export { ChildRunError } from './child-run-error.ts';
export { answerTurn, type LoopSettings } from './agent-loop/answer-turn.ts';
export type { ActionTool } from './agent-loop/tool-registry.ts';
export type { TurnInput, TurnOutput } from './agent-loop/turn.ts';
export type * from './types.ts';
export type * from './shapes.ts';
