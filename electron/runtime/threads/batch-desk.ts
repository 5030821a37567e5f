import { batchChoiceSchema, type BatchPreview } from '../../../shared/domain/batch.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import type { FrozenSet, StartBatch } from '../batch/batch-decisions.ts';
import { itemOf } from '../batch/item-line.ts';
import { membersOnPage } from '../batch/preview.ts';
import type { Asking } from '../engine/command.ts';
import type { PreviewAsked } from '../store/read/batch-reads.ts';
import type { EngineLine } from './engine-line.ts';
import type { ReadLine } from './read-line.ts';

/** Previews that are kept: as many as a few people look at, of up to a megabyte each. */
const mostKept = 8;

export interface BatchDeskOptions {
  readonly engine: EngineLine;
  readonly screens: ReadLine;
  /** A set may be large: it is looked through where lists are not kept waiting. */
  readonly heavy: ReadLine;
}

/**
 * Keeps what was previewed, by its hash and the person who did, until it is begun: a window hands back the hash alone.
 * After a restart nothing is kept; then the same choice is looked through again, and has to be the same set.
 */
export function createBatchDesk({ engine, screens, heavy }: BatchDeskOptions) {
  const kept = new Map<string, FrozenSet>();

  async function look(input: Omit<PreviewAsked, 'as'>, { as }: Asking): Promise<BatchPreview> {
    const found = (await heavy.ask('batch.preview', { ...input, as })) as {
      readonly preview: BatchPreview;
      readonly lines: readonly string[];
    };
    const { preview, lines } = found;
    if (preview.set !== null) {
      const key = keyOf(preview, as);
      kept.delete(key);
      const title = preview.members[0]?.title ?? '';
      kept.set(key, { set: preview.set, title, lines, samples: preview.samples, leftOut: preview.dropped });
      for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    }
    return preview;
  }

  return {
    'batch.preview': (input: MethodArguments<'batch.preview'>, asking: Asking) => look(input, asking),
    async 'batch.members'({ set, from }: MethodArguments<'batch.members'>, { as }: Asking) {
      const frozen = batchChoiceSchema.options.map((verb) => kept.get(keyOf({ set, verb }, as))).find(Boolean);
      if (frozen === undefined)
        throw new LanekeeperError('stale', 'This preview is no longer kept; nothing was decided.', {
          hint: 'Look at it again.',
        });
      const approvalIds = frozen.lines.slice(from, from + membersOnPage).map((line) => itemOf(line).approvalId);
      return screens.ask('batch.members', { approvalIds });
    },
    async 'batch.start'({ verb, reason, set, ...chosen }: MethodArguments<'batch.start'>, asking: Asking) {
      const key = keyOf({ set, verb }, asking.as);
      // What cannot be looked at again is told by the engine, which knows whether this very command was carried out before.
      if (!kept.has(key)) await look({ ...chosen, verb }, asking).catch(() => undefined);
      const input: StartBatch = { verb, reason, frozen: kept.get(key) ?? null };
      return engine.call({ method: 'batch.start', input, ...asking });
    },
  };
}

/** With what it was looked through for: to reject it, nothing of a set has to be opened. */
function keyOf({ set, verb }: Pick<BatchPreview, 'set' | 'verb'>, as: string | null): string {
  return `${as ?? ''} ${verb} ${set}`;
}
