import { manifestSchema } from '../../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { toolRegistry } from '../../tools/registry.ts';
import type { Db } from '../open.ts';

/** What a form for an edit is made of: the tools its agent may use, with their schemas. */
export function createEditFormReads(
  db: Db,
): (input: MethodArguments<'approval.editForm'>) => MethodOutput<'approval.editForm'> {
  const manifest = db
    .prepare(
      'SELECT manifest FROM release WHERE release_hash = (SELECT release_hash FROM run JOIN approval USING (run_id) WHERE approval_id = ?)',
    )
    .pluck();
  return ({ approvalId }) => {
    const text = manifest.get(approvalId) as string | undefined;
    if (text === undefined) throw new LanekeeperError('not-found', `There is no approval ${approvalId}.`);
    const { tools } = manifestSchema.parse(JSON.parse(text));
    return {
      tools: tools.flatMap((toolId) => {
        const facts = toolRegistry.get(toolId);
        return facts === undefined ? [] : [{ toolId, schema: facts.schema }];
      }),
    };
  };
}
