import type { ToolDescription } from '../tools/contract.ts';
import { printable } from '../tools/printable.ts';

/** What the card says of a tool nobody here knows: it is held at the top tier and can never run. */
export function describeUnknown(toolId: string, target: string): ToolDescription {
  return {
    verb: 'Run',
    title: `Run unknown tool ${printable(toolId)} on ${printable(target)}`,
    systems: [printable(toolId)],
    records: 1,
    people: 0,
    money: null,
  };
}
