import type { ContractDefinition, JsonObject } from 'lanekeeper/sdk';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

const source: JsonObject = {
  type: 'object',
  properties: {
    kind: { enum: ['run', 'approval', 'artifact', 'agent', 'audit', 'file', 'tool', 'memory'] },
    id: { type: 'string' },
    runId: { type: 'string' },
    label: { type: 'string' },
    atMs: { type: 'number' },
  },
  required: ['kind', 'id', 'label', 'atMs'],
};

/** A person's message, and what was said before it. */
export const turnInput: ContractDefinition = {
  id: 'console-assistant/input',
  version: '1',
  schema: {
    $schema: dialect,
    title: 'A turn of a conversation',
    type: 'object',
    properties: {
      conversationId: { type: 'string', title: 'Conversation' },
      turnId: { type: 'string', title: 'Turn' },
      text: { type: 'string', title: 'Message', minLength: 1, maxLength: 100_000 },
      attachments: {
        type: 'array',
        maxItems: 20,
        items: {
          oneOf: [
            {
              type: 'object',
              properties: {
                kind: { const: 'file' },
                sha256: { type: 'string' },
                name: { type: 'string' },
                bytes: { type: 'number' },
              },
              required: ['kind', 'sha256', 'name', 'bytes'],
            },
            {
              type: 'object',
              properties: { kind: { enum: ['run', 'approval'] }, id: { type: 'string' }, label: { type: 'string' } },
              required: ['kind', 'id', 'label'],
            },
          ],
        },
      },
      about: {
        oneOf: [
          { type: 'null' },
          {
            type: 'object',
            properties: { kind: { enum: ['run', 'approval', 'agent'] }, id: { type: 'string' } },
            required: ['kind', 'id'],
          },
        ],
      },
      history: {
        type: 'array',
        items: {
          type: 'object',
          properties: { kind: { enum: ['message', 'call', 'call-output', 'reasoning'] } },
          required: ['kind'],
        },
      },
      labels: { type: 'array', items: { enum: ['public', 'internal', 'personal', 'secret'] } },
      memory: {
        type: 'array',
        items: {
          type: 'object',
          properties: { memoryId: { type: 'string' }, text: { type: 'string' }, source },
          required: ['memoryId', 'text', 'source'],
        },
      },
    },
    required: ['conversationId', 'turnId', 'text', 'history'],
  },
};

/** What a turn came to: its text refers to its sources by [1], [2]. */
export const turnOutput: ContractDefinition = {
  id: 'console-assistant/output',
  version: '1',
  schema: {
    $schema: dialect,
    title: 'An answer',
    type: 'object',
    properties: {
      text: { type: 'string' },
      sources: { type: 'array', items: source },
      choices: { type: 'array', maxItems: 3, items: { type: 'string' } },
      action: {
        oneOf: [
          { type: 'null' },
          {
            type: 'object',
            properties: {
              method: { enum: ['run.start', 'run.cancel', 'run.retry'] },
              input: { type: 'object' },
              label: { type: 'string' },
            },
            required: ['method', 'input', 'label'],
          },
        ],
      },
      engine: { type: 'string' },
      verdicts: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            rule: { type: 'string' },
            verdict: { enum: ['pass', 'warn', 'block'] },
            message: { type: 'string' },
          },
          required: ['rule', 'verdict', 'message'],
        },
      },
    },
    required: ['text', 'sources', 'choices', 'action', 'engine', 'verdicts'],
  },
};
