import type { ToolDescription } from '../tools/contract.ts';

/** What the card says of a tool nobody here knows: it is held at the top tier and can never run. */
export function describeUnknown(toolId: string, target: string): ToolDescription {
  return {
    verb: 'Run',
    title: `Run unknown tool ${toolId} on ${target}`,
    systems: [toolId],
    records: 1,
    people: 0,
    money: null,
  };
}
