import { policyToolId } from '../../../../shared/domain/policy-version.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { ToolDescription, ToolFacts } from '../contract.ts';
import { printable } from '../printable.ts';

/** Puts another policy in force. It runs on the engine thread: the policy is a row of this workspace, and nothing leaves it. */
export const policyChangeFacts: ToolFacts = {
  id: policyToolId,
  version: '1',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['policy', 'replaces'],
    properties: {
      policy: { type: 'object', title: 'The policy that would be in force' },
      replaces: { type: 'string', pattern: '^[0-9a-f]{64}$', title: 'Hash of the policy it takes the place of' },
    },
  },
  effectClass: 'critical',
  external: false,
  conditionalWrite: true,
  // The row that it writes names its effect, and is never removed.
  idempotency: { kind: 'keyed', validForMs: 365 * 24 * 60 * 60 * 1000 },
  canProbe: true,
  canCompensate: false,
  describe: describeChange,
};

function describeChange(target: string, params: JsonObject): ToolDescription {
  const policy = params['policy'];
  const title = typeof policy === 'object' && policy !== null && !Array.isArray(policy) ? policyTitle(policy) : '';
  return {
    verb: 'Put in force',
    title: `Put ${printable(target)} in force${title === '' ? '' : `: ${title}`}`,
    systems: ['Policy'],
    records: 1,
    people: 0,
    money: null,
  };
}

function policyTitle(policy: object): string {
  return printable((policy as JsonObject)['title'], 80);
}
