import type { JsonObject } from '../../../../shared/json.ts';
import type { ToolDescription, ToolFacts } from '../contract.ts';
import { printable } from '../printable.ts';

/** What `report.publish` is given: which artifact, under which name, where inside the operator's folder. */
export interface PublishParams {
  readonly artifactSha256: string;
  readonly fileName: string;
  /** An existing folder inside the publish folder, `/` between its parts; absent = the publish folder itself. */
  readonly folder?: string;
}

export const reportPublishFacts: ToolFacts = {
  id: 'report.publish',
  version: '1',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['artifactSha256', 'fileName'],
    properties: {
      artifactSha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'a SHA-256 in lower-case hex' },
      fileName: { type: 'string', minLength: 1, maxLength: 150 },
      folder: { type: 'string', minLength: 1, maxLength: 500 },
    },
  },
  effectClass: 'consequential',
  external: true,
  conditionalWrite: true,
  idempotency: { kind: 'keyed', validForMs: 24 * 60 * 60 * 1000 },
  canProbe: true,
  canCompensate: true,
  targets: ({ fileName, folder }) =>
    typeof fileName === 'string' ? [fileName, ...(typeof folder === 'string' ? [`${folder}/${fileName}`] : [])] : [],
  describe: describePublish,
};

function describePublish(target: string, params: JsonObject): ToolDescription {
  const name = printable(params['fileName']) || printable(target);
  const folder = printable(params['folder']);
  return {
    verb: 'Publish',
    title: `Publish 1 file as ${folder === '' ? name : `${folder}/${name}`}`,
    systems: ['Publish folder'],
    records: 1,
    people: 0,
    money: null,
  };
}
