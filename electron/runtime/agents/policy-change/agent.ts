import { defineAgent, type ManifestDocument } from 'lanekeeper/sdk';
import json from './manifest.json' with { type: 'json' };

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const manifest: ManifestDocument = { ...json, isolation: 'thread' };

/** Carries a person's proposal of another policy to those who decide on it. */
export default defineAgent({
  manifest,
  input: {
    id: 'policy-change/input',
    version: '1',
    schema: {
      $schema: dialect,
      title: 'Policy change',
      type: 'object',
      additionalProperties: false,
      required: ['policy', 'replaces', 'reason'],
      properties: {
        policy: {
          title: 'Policy',
          description: 'The whole document, as it would be in force.',
          type: 'object',
          required: ['id', 'version'],
          properties: { id: { type: 'string' }, version: { type: 'integer' } },
        },
        replaces: {
          title: 'Replaces',
          description: 'Hash of the policy it takes the place of.',
          type: 'string',
          pattern: '^[0-9a-f]{64}$',
        },
        reason: { title: 'Reason', type: 'string', maxLength: 2000 },
      },
    },
  },
  output: {
    id: 'policy-change/output',
    version: '1',
    schema: {
      $schema: dialect,
      type: 'object',
      additionalProperties: false,
      required: ['outcome'],
      properties: { outcome: { type: 'string' }, reason: { type: 'string' } },
    },
  },
  async run(ctx, input) {
    const { policy, replaces, reason } = input as unknown as Change;
    const end = await ctx.effect({
      tool: 'policy.change',
      target: `policy ${policy.id} version ${policy.version}`,
      params: { policy, replaces },
      claim: reason,
    });
    return 'reason' in end ? { outcome: end.outcome, reason: end.reason } : { outcome: end.outcome };
  },
});

interface Change {
  readonly policy: { readonly id: string; readonly version: number };
  readonly replaces: string;
  readonly reason: string;
}
