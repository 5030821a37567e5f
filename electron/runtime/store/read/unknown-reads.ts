import type { UnknownEffect } from '../../../../shared/domain/effect.ts';
import { freeLimits } from '../../../../shared/domain/queue.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import { retryUntil, whyNoRetry } from '../../approvals/retry.ts';
import { createMayRepeat } from '../../effects/may-repeat.ts';
import { paramsOf } from '../../effects/params-of.ts';
import type { Stop } from '../../../../shared/domain/workspace.ts';
import type { EffectState } from '../../engine/states.ts';
import { effectSummary } from '../../engine/summaries.ts';
import { toolFactsUnder, toolRegistry } from '../../tools/registry.ts';
import { effectFromRow, grantFromRow } from '../effect-rows.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';
import { settingsFromValue, stopFromRow } from '../workspace-store.ts';

type Row = Record<string, unknown>;

export interface UnknownReads {
  list(input: MethodArguments<'effect.unknown'>): MethodOutput<'effect.unknown'>;
}

/** Actions whose outcome nobody knows, with what a person can make of each. */
export function createUnknownReads(db: Db, nowMs: () => AtMs): UnknownReads {
  const oldest = db.prepare("SELECT * FROM effect WHERE status = 'unknown' ORDER BY effect_id LIMIT ?");
  const one = db.prepare("SELECT * FROM effect WHERE status = 'unknown' AND effect_id = ?");
  const total = db.prepare("SELECT count(*) FROM effect WHERE status = 'unknown'").pluck();
  const grant = db.prepare('SELECT * FROM grant_row WHERE effect_id = ? ORDER BY grant_id DESC LIMIT 1');
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const attempts = db.prepare('SELECT most_attempts FROM queue WHERE name = ?').pluck();
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();
  const stops = db.prepare('SELECT * FROM stop ORDER BY at_ms');
  const meta = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const runOf = (runId: string) => {
    const row = run.get(runId) as Row | undefined;
    return row === undefined ? null : runFromRow(row);
  };
  const mayRepeat = createMayRepeat({
    runs: { load: runOf },
    queues: {
      load: (name) => ({ mostAttempts: (attempts.get(name) as number | undefined) ?? freeLimits.mostAttempts }),
    },
    place: {
      instanceId: () => meta.get('instance-id') as string,
      restored() {
        const kept = meta.get('restored') as string | undefined;
        return kept === undefined ? null : (JSON.parse(kept) as { atMs: AtMs });
      },
    },
  });

  function unknownOf(effect: EffectState, engaged: readonly Stop[]): UnknownEffect {
    const row = grant.get(effect.effectId) as Row | undefined;
    const bundle = { effect, approval: null, grant: row === undefined ? null : grantFromRow(row), decisions: [] };
    const facts = toolRegistry.get(effect.toolId);
    const tool =
      facts === undefined ? null : toolFactsUnder(facts, settingsFromValue(settings.get()), paramsOf(effect));
    const whyNot = whyNoRetry(bundle, {
      nowMs: nowMs(),
      tool,
      isAwaited: mayRepeat.isAwaited(effect),
      isOwn: mayRepeat.isOwn(effect),
      mostAttempts: mayRepeat.mostAttempts(effect),
      stops: engaged,
      // Known to the engine alone, which says it when it is asked to send.
      heldBecause: null,
    });
    return {
      effect: effectSummary(effect),
      agentId: runOf(effect.runId)?.agentId ?? '',
      sentAtMs: effect.intentAtMs ?? effect.changedAtMs,
      retry: { untilMs: whyNot === null ? retryUntil(bundle, tool) : null, whyNot },
    };
  }

  return {
    list({ effectId, limit }) {
      const rows = (effectId === undefined ? oldest.all(limit) : one.all(effectId)) as Row[];
      const engaged = stops.all().map((row) => stopFromRow(row as Row));
      return { effects: rows.map((row) => unknownOf(effectFromRow(row), engaged)), total: total.get() as number };
    },
  };
}
