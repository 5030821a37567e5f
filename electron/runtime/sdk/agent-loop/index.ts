/** What the author of a conversational agent imports, as `lanekeeper/sdk/agent-loop`. */
export { answerTurn, type LoopSettings } from './answer-turn.ts';
export type { ActionTool } from './tool-registry.ts';
export type { TurnInput, TurnOutput } from './turn.ts';
