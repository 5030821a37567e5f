import { defaultHostLimits } from '../../../shared/domain/agent.ts';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import { sha256 } from './state.ts';

const inputSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['columns'],
  properties: {
    columns: {
      type: 'object',
      title: 'Columns',
      description: 'Which column of the file holds what. Proposed from the header.',
      required: ['text'],
      properties: {
        text: {
          type: 'string',
          title: 'Text',
          description: 'What the customer wrote. The only column that is read for themes.',
        },
        id: { type: 'string', title: 'Ticket id', description: 'Used to name replies and records.' },
        date: { type: 'string', title: 'Date', description: 'Needed for growth over time.' },
        recipient: {
          type: 'string',
          title: 'Reply address',
          description: 'Without one, drafts are kept and cannot be sent.',
        },
      },
    },
    themes: { type: 'integer', title: 'Themes at most', minimum: 2, maximum: 60, default: 20 },
    draftReplies: { type: 'boolean', title: 'Draft replies', default: true },
    tone: { type: 'string', title: 'Tone of replies', enum: ['plain', 'warm', 'formal'], default: 'plain' },
    ignore: {
      type: 'array',
      title: 'Words to ignore',
      items: { type: 'string' },
      default: [],
      description: 'For example a company name that stands in every ticket.',
    },
    seed: { type: 'integer', title: 'Seed', default: 7, description: 'The same seed and file give the same themes.' },
  },
};

/** The built-in agent and one added from a folder. */
export function sampleAgents(nowMs: number): AgentSummary[] {
  return [
    agent('ticket-review', 'Ticket review', true, nowMs, inputSchema),
    agent('sla-watch', 'SLA watch', false, nowMs - 5 * 3_600_000, {
      type: 'object',
      required: ['limitHours'],
      properties: {
        limitHours: { type: 'number', title: 'Hours until late', minimum: 1, default: 48 },
        queues: { type: 'array', title: 'Queues', items: { type: 'string' }, default: ['billing', 'fraud'] },
      },
    }),
  ];
}

function agent(
  id: string,
  title: string,
  builtIn: boolean,
  atMs: number,
  schema: Record<string, unknown>,
): AgentSummary {
  return {
    agentId: id,
    title,
    description: builtIn
      ? 'Reads a file of support tickets or complaints, groups them into themes, ranks what recurs, writes a report and drafts replies. Stops before anything is sent or changed.'
      : 'Lists tickets whose answer is late and proposes a note on each record.',
    version: builtIn ? '1.0.0' : '0.3.1',
    builtIn,
    releaseHash: sha256(`release ${id}`),
    addedBy: builtIn ? 'lanekeeper' : 'mara.lindqvist',
    addedAtMs: atMs - 86_400_000,
    tools: builtIn ? ['reply.send', 'record.update', 'report.publish'] : ['record.update'],
    isolation: builtIn ? 'thread' : 'process',
    input: { id: `${id}-input`, version: '1', hash: sha256(`in ${id}`), schema },
    output: { id: `${id}-output`, version: '1', hash: sha256(`out ${id}`), schema: { type: 'object' } },
    takesFile: builtIn,
    runs: builtIn ? 26 : 4,
    pause: null,
    releaseHold: null,
    limits: defaultHostLimits,
  };
}
