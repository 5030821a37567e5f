import type { Policy } from '../../../shared/domain/policy.ts';
import type { JsonObject } from '../../../shared/json.ts';
import { evaluatePolicy, type PolicyVerdict } from '../policies/evaluate.ts';
import type { ToolFacts } from '../tools/contract.ts';

/** What an action is judged on, whoever asks for it: an agent, a person who edited it, or one who wants it undone. */
export interface JudgedAction {
  readonly tool: string;
  readonly target: string;
  readonly params: JsonObject;
  readonly tainted: readonly string[];
  readonly agentId: string;
  /** Under the settings of this moment; null when no tool of that id is known. */
  readonly facts: ToolFacts | null;
  /** The agent never had this tool do anything here. */
  readonly firstTime: boolean;
}

/** The one way from an action to its tier. */
export function judgeAction(action: JudgedAction, policy: Policy): PolicyVerdict {
  const { facts } = action;
  return evaluatePolicy(policy, {
    toolId: action.tool,
    toolKnown: facts !== null,
    effectClass: facts?.effectClass ?? 'unknown',
    agentId: action.agentId,
    external: facts?.external ?? true,
    conditionalWrite: facts?.conditionalWrite ?? false,
    tainted: action.tainted,
    firstTime: action.firstTime,
    target: action.target,
    money: facts?.describe(action.target, action.params).money ?? null,
  });
}
