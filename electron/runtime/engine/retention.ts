import type { AtMs, Ms } from '../../../shared/ids.ts';
import type { Logger } from '../ports.ts';
import type { Stores } from '../store/stores.ts';
import { createAlarm } from './alarm.ts';
import { systemActor } from './audit-entry.ts';
import type { Engine } from './engine-port.ts';
import { runSummary } from './summaries.ts';

const dayMs: Ms = 86_400_000;

export interface RetentionOptions {
  readonly engine: Engine;
  readonly stores: Stores;
  readonly log: Logger;
  /** Files may have lost the last row that names them. */
  readonly collect: () => void;
}

/**
 * Removes what ended runs hold once their days are over: journal, signals, search text, input, output and kept files.
 * The run's facts, its actions with who decided them, and every audit event stay. One small step is one transaction
 * behind all other work, so the writer is never kept; a removal that was interrupted goes on at the next start.
 */
export interface Retention {
  /** At the start, and when settings, a hold or the clock have changed. */
  look(): void;
  close(): void;
}

/** Commands after which other runs may be removed than before. */
export const movesRetention: ReadonlySet<string> = new Set(['settings.change', 'run.placeHold', 'run.liftHold']);

export function createRetention({ engine, stores, log, collect }: RetentionOptions): Retention {
  const { retention, workspace } = stores;
  const alarm = createAlarm(engine, nextDueMs, (nowMs) =>
    step(nowMs).catch((error: unknown) => {
      log.warn('an old run could not be removed yet', { error: String(error) });
      return 'all' as const;
    }),
  );

  function nextDueMs(): AtMs | null {
    if (retention.open() !== null) return 0;
    const days = workspace.settings().keepRunsDays;
    const oldest = days === null ? null : retention.oldest();
    if (days === null) return null;
    // A run that ends later is met by the look of the next day.
    return Math.min(
      engine.now() + dayMs,
      oldest === null ? Number.POSITIVE_INFINITY : oldest.finishedAtMs + days * dayMs,
    );
  }

  async function step(nowMs: AtMs): Promise<'all' | 'more'> {
    const open = retention.open();
    if (open === null) return begin(nowMs);
    const { runId } = open;
    if (retention.hasContents(runId)) {
      await engine.transact({ run: runId }, () => ({
        ok: true,
        changes: [{ put: 'removal-step', runId }],
        reply: null,
      }));
      return 'more';
    }
    await engine.transact({ run: runId }, ({ run }, env) => {
      const { keepDays, records, files, bytes } = open;
      return {
        ok: true,
        changes: [
          { put: 'removal', removal: { ...open, doneAtMs: env.nowMs } },
          {
            put: 'audit',
            entry: {
              kind: 'run.contents-removed',
              actor: systemActor,
              run: runId,
              facts: { keepDays, records, files, bytes, endedAtMs: run?.finishedAtMs ?? 0 },
            },
          },
          { put: 'notice', reason: 'retention' },
        ],
        reply: null,
      };
    });
    if (open.files > 0) collect();
    return 'more';
  }

  async function begin(nowMs: AtMs): Promise<'all' | 'more'> {
    const { keepRunsDays } = workspace.settings();
    const oldest = retention.oldest();
    if (keepRunsDays === null || oldest === null || oldest.finishedAtMs + keepRunsDays * dayMs > nowMs) return 'all';
    const { runId } = oldest;
    await engine.transact({ run: runId }, ({ run, settings }, env) => {
      // Held, taken up again, or kept for longer since it was looked for.
      const isDue = run?.finishedAtMs != null && run.removedAtMs === null && settings.keepRunsDays === keepRunsDays;
      if (!isDue || retention.hold(runId) !== null) return { ok: true, changes: [], reply: null };
      const removal = {
        runId,
        keepDays: keepRunsDays,
        begunAtMs: env.nowMs,
        doneAtMs: null,
        records: 0,
        files: 0,
        bytes: 0,
      };
      const state = { ...run, input: '{}', file: null, output: null, progress: null, removedAtMs: env.nowMs };
      return {
        ok: true,
        changes: [
          { put: 'run', before: run, state },
          { put: 'removal', removal },
        ],
        reply: runSummary(state),
      };
    });
    return 'more';
  }

  return { look: alarm.rearm, close: alarm.close };
}
