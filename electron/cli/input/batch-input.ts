import type { BatchChoice, BatchPreview } from '../../../shared/domain/batch.ts';
import type { BulkJob } from '../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { UsageError } from '../arguments/usage-error.ts';
import type { Session } from '../connection/session.ts';
import { readOperand } from './approval-items.ts';

/** Which items a batch is about. */
export interface Selected extends Pick<MethodInput<'batch.preview'>, 'fingerprint' | 'runId' | 'toolId' | 'except'> {
  readonly named: readonly { readonly id: string; readonly hash: string | null }[];
}

/** Items by name, or what matches; never both, and never nothing. */
export function readSelection(
  operands: readonly string[],
  options: {
    readonly run: string | undefined;
    readonly tool: string | undefined;
    readonly group: string | undefined;
    readonly except: readonly string[];
  },
): Selected {
  const { run, tool, group, except } = options;
  const matches = run !== undefined || tool !== undefined || group !== undefined;
  if (matches === operands.length > 0)
    throw new UsageError('Name approvals, or give --run, --tool or --group for everything that waits and matches.');
  return {
    named: operands.map(readOperand),
    except: [...except],
    ...(run === undefined ? {} : { runId: run }),
    ...(tool === undefined ? {} : { toolId: tool }),
    ...(group === undefined ? {} : { fingerprint: group }),
  };
}

/** Has the runtime look through them. */
export async function previewBatch(open: Session, verb: BatchChoice, selected: Selected): Promise<BatchPreview> {
  return open.act('batch.preview', { verb, ...(await choiceOf(open, selected)) });
}

/** Begins what was previewed. */
export async function startBatch(
  open: Session,
  selected: Selected,
  start: Pick<MethodInput<'batch.start'>, 'verb' | 'set' | 'reason'>,
): Promise<BulkJob> {
  return open.act('batch.start', { ...start, ...(await choiceOf(open, selected)) });
}

/** Named items are read first: what is named with a hash has to have it. */
async function choiceOf(
  open: Session,
  { named, ...match }: Selected,
): Promise<Omit<MethodInput<'batch.preview'>, 'verb'>> {
  if (named.length === 0) return match;
  const items: [string, number, string][] = [];
  for (const { id, hash } of named) {
    const { version, envelopeHash } = await open.ask('approval.show', { approvalId: id });
    if (hash !== null && hash !== envelopeHash)
      throw new LanekeeperError('stale', `${id} has the hash ${envelopeHash} now. Nothing was decided.`, {
        hint: `Read it again: lanekeeper approvals show ${id}`,
      });
    items.push([id, version, envelopeHash]);
  }
  return { ...match, items };
}
