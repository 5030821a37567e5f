import { consoleOffers, isConsoleQuery, type ConsoleQueryName } from '../../../../shared/domain/console-query.ts';
import { loopOffers, type LoopToolName } from '../../../../shared/domain/loop-tool.ts';
import type { ToolOffer } from '../../../../shared/domain/model-call.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { TurnInput } from './turn.ts';

/** An action of a tool that the agent's manifest names, as a model may ask for it. */
export interface ActionTool {
  /** As the model calls it. */
  readonly name: string;
  readonly about: string;
  /** The tool it is proposed with. */
  readonly tool: string;
  /** JSON Schema of the parameters. */
  readonly parameters: JsonObject;
  /** Whom or what it acts on, out of the parameters. */
  readonly target: (params: JsonObject) => string;
}

export interface ToolSettings {
  readonly actions: readonly ActionTool[];
  /** Agents it may start, as its manifest says. */
  readonly spawns: readonly string[];
}

/** Everything a model may call in a turn. */
export function offersOf({ actions, spawns }: ToolSettings, input: TurnInput): ToolOffer[] {
  const hasFile = (input.attachments ?? []).some(({ kind }) => kind === 'file');
  const queries = consoleOffers().filter(({ name }) => hasFile || name !== 'read_attachment');
  const own: LoopToolName[] = [
    'set_plan',
    'ask_person',
    'propose_action',
    ...(spawns.length > 0 ? (['start_agent'] as const) : []),
  ];
  return [
    ...queries,
    ...loopOffers(own).map((offer) =>
      offer.name === 'start_agent'
        ? { ...offer, description: `${offer.description} Agents: ${spawns.join(', ')}.` }
        : offer,
    ),
    ...actions.map(({ name, about, parameters }) => ({
      name,
      description: `${about} A person decides before it happens.`,
      parameters,
    })),
  ];
}

export function asQuery(name: string): ConsoleQueryName | null {
  return isConsoleQuery(name) ? name : null;
}
