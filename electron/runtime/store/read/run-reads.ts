import { manifestSchema } from '../../../../shared/domain/agent.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { Pause, StepSummary } from '../../../../shared/domain/run.ts';
import { effectSummary, journalRecord, runSummary } from '../../engine/summaries.ts';
import { consequencesOf } from '../../verbs/consequences.ts';
import { effectsOfOrigins } from '../../verbs/fork-origins.ts';
import { undoPreviewOf } from '../../verbs/undo-plan.ts';
import { canSignal } from '../../peers/deliver.ts';
import { childrenNotes } from '../../verbs/peer-notes.ts';
import { verbsOf } from '../../verbs/allowed.ts';
import { whyQuarantined } from '../../verbs/quarantined.ts';
import type { EffectState, JournalRow, RunState } from '../../engine/states.ts';
import { effectFromRow } from '../effect-rows.ts';
import { journalFromRow } from '../journal-store.ts';
import type { Db } from '../open.ts';
import { legalHoldFromRow, removalFromRow } from '../retention-store.ts';
import { runFromRow } from '../run-row.ts';
import { artifactOf, type ArtifactPlaces } from './artifact-reads.ts';
import { createReleaseHoldReads } from './release-holds.ts';
import { createWaysOn } from './ways-on.ts';
import { createRunPages } from './run-pages.ts';
import { createTreeReads } from './tree-reads.ts';
import { createWaitReads } from './wait-reads.ts';
import { wholeValue } from './whole-value.ts';

type Row = Record<string, unknown>;

/** Most effects and steps a run page gets at once; the rest is paged by the lists of their own. */
const mostOnPage = 500;

export interface RunReads {
  list(input: MethodArguments<'run.list'>): MethodOutput<'run.list'>;
  show(input: MethodArguments<'run.show'>): MethodOutput<'run.show'>;
  journal(input: MethodArguments<'run.journal'>): MethodOutput<'run.journal'>;
  entry(input: MethodArguments<'run.entry'>): MethodOutput<'run.entry'>;
  undoPreview(input: MethodArguments<'run.undoPreview'>): MethodOutput<'run.undoPreview'>;
  consequences(input: MethodArguments<'run.consequences'>): MethodOutput<'run.consequences'>;
}

export function createRunReads(db: Db, places: ArtifactPlaces): RunReads {
  const pageOf = createRunPages(db);
  const waitsOf = createWaitReads(db);
  const treeOf = createTreeReads(db);
  const manifest = db.prepare('SELECT manifest FROM release WHERE release_hash = ?').pluck();
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const effects = db.prepare('SELECT * FROM effect WHERE run_id = ? AND effect_id > ? ORDER BY effect_id LIMIT ?');
  const approvals = db
    .prepare('SELECT approval_id FROM approval WHERE run_id = ? ORDER BY approval_id LIMIT ?')
    .pluck();
  const artifacts = db.prepare('SELECT * FROM artifact WHERE run_id = ? ORDER BY artifact_id');
  const stepRows = db.prepare(
    "SELECT * FROM journal_all WHERE run_id = ? AND lineage_id = ? AND kind IN ('step', 'model', 'artifact', 'sleep', 'signal') ORDER BY ord LIMIT ?",
  );
  const journal = db.prepare('SELECT * FROM journal_all WHERE run_id = ? AND ord > ? ORDER BY ord LIMIT ?');
  const entry = db.prepare('SELECT * FROM journal_all WHERE run_id = ? AND ord = ?');
  const hold = db.prepare('SELECT * FROM legal_hold WHERE run_id = ?');
  const removal = db.prepare('SELECT * FROM removal WHERE run_id = ?');
  const cursor = db.prepare("SELECT value FROM meta WHERE key = 'event-head'").pluck();
  const agentPause = db.prepare('SELECT by_person AS by, reason, at_ms AS atMs FROM agent_pause WHERE agent_id = ?');
  const releaseHolds = createReleaseHoldReads(db);
  const waysOn = createWaysOn(db);
  const lineage = db.prepare('SELECT * FROM journal_all WHERE run_id = ? AND lineage_id = ? ORDER BY ord');
  const allEffects = db.prepare('SELECT * FROM effect WHERE run_id = ? ORDER BY effect_id');
  const lastOrd = db.prepare('SELECT ord FROM journal_all WHERE run_id = ? ORDER BY ord DESC LIMIT 1').pluck();

  function signalsOf(releaseHash: string): MethodOutput<'run.show'>['signals'] {
    const { signals } = manifestSchema.parse(JSON.parse(manifest.get(releaseHash) as string));
    return Object.entries(signals).map(([name, contract]) => ({ name, ...contract }));
  }

  function find(runId: string): RunState {
    const row = run.get(runId);
    if (row === undefined)
      throw new LanekeeperError('not-found', `There is no run ${runId}.`, {
        hint: 'The list of runs shows those there are.',
      });
    return runFromRow(row as Row);
  }

  return {
    list({ filter, after, limit }) {
      const { runIds, next } = pageOf(filter, after, limit);
      const runs = runIds.map((runId) => runSummary(find(runId)));
      return { runs, next, cursor: String(cursor.get()) };
    },
    show({ runId, effectsAfter }) {
      const state = find(runId);
      const isFirst = effectsAfter === undefined;
      const signals = signalsOf(state.releaseHash);
      const found = effects.all(runId, effectsAfter ?? '', mostOnPage + 1) as Row[];
      const page = found.slice(0, mostOnPage).map((row) => effectSummary(effectFromRow(row)));
      const rows = isFirst ? (stepRows.all(runId, state.lineageId, mostOnPage * 4) as Row[]) : [];
      return {
        run: runSummary(state),
        input: JSON.parse(state.input) as unknown,
        output: state.output === null ? null : (JSON.parse(state.output) as unknown),
        steps: stepsOf(rows.map(journalFromRow)),
        effects: page,
        effectsTotal: state.effects,
        effectsNext: found.length > mostOnPage ? (page.at(-1)?.effectId ?? null) : null,
        approvals: isFirst ? (approvals.all(runId, mostOnPage) as string[]) : [],
        artifacts: isFirst ? artifacts.all(runId).map((row) => artifactOf(row as Row, places)) : [],
        children: isFirst ? treeOf(runId) : { total: 0, list: [] },
        waits: isFirst ? waitsOf(runId) : [],
        signals,
        verbs: {
          ...verbsOf(state, releaseHolds.quarantine(state.releaseHash)),
          signal: canSignal(state, signals.length),
        },
        legalHold: legalHoldFromRow(hold.get(runId)),
        removal: removalFromRow(removal.get(runId)),
        wayOn: waysOn.of(state),
        releaseHold: state.finishedAtMs === null ? releaseHolds.of(state.releaseHash) : null,
        agentPause: (agentPause.get(state.agentId) as Pause | undefined) ?? null,
        cursor: String(cursor.get()),
      };
    },
    journal({ runId, afterOrd, limit }) {
      find(runId);
      return {
        records: journal.all(runId, afterOrd, limit).map((row) => journalRecord(journalFromRow(row as Row))),
        total: (lastOrd.get(runId) as number | undefined) ?? 0,
      };
    },
    undoPreview({ runId }) {
      find(runId);
      const preview = undoPreviewOf(allEffects.all(runId).map((row) => effectFromRow(row as Row)));
      return { ...preview, notes: [...preview.notes, ...childrenNotes(treeOf(runId).list)] };
    },
    consequences({ runId, verb, path }) {
      const state = find(runId);
      const { lineageId } = state;
      const effectsOf = (of: string): EffectState[] => allEffects.all(of).map((row) => effectFromRow(row as Row));
      const found = consequencesOf(
        { verb, path },
        {
          lineageId,
          journal: lineage.all(runId, lineageId).map((row) => journalFromRow(row as Row)),
          effects: effectsOf(runId),
          origins: effectsOfOrigins(state, find, effectsOf),
        },
      );
      if (found !== null) {
        const quarantine = releaseHolds.quarantine(state.releaseHash);
        const pause = agentPause.get(state.agentId) as Pause | undefined;
        const blocked = quarantine === null ? found.blocked : whyQuarantined(state.agentTitle, quarantine);
        return { ...found, blocked, notes: [...found.notes, ...waitNotes(pause)] };
      }
      throw new LanekeeperError('not-found', `Run ${runId} has no entry at ${path} in its present lineage.`, {
        hint: 'Its journal lists the entries there are.',
      });
    },
    entry({ runId, ord }) {
      const row = entry.get(runId, ord);
      if (row === undefined) throw new LanekeeperError('not-found', `Run ${runId} has no journal record ${ord}.`);
      const state = journalFromRow(row as Row);
      return {
        record: journalRecord(state),
        value: wholeValue(state.result, places.artifactFolder),
      };
    },
  };
}

/** What is begun under a paused agent waits in its queue. */
function waitNotes(pause: Pause | undefined): string[] {
  return pause === undefined ? [] : [`${pause.by} has paused its agent: it waits in its queue until that is resumed.`];
}

/** The state of each step from its records: the last one of a path counts. */
function stepsOf(rows: readonly JournalRow[]): StepSummary[] {
  const steps = new Map<string, StepSummary>();
  for (const row of rows) {
    const status = row.phase === 'attempt-failed' ? 'retrying' : row.phase;
    steps.set(row.path, { path: row.path, name: row.name, attempt: row.attempt, status, durationMs: row.durationMs });
  }
  return [...steps.values()];
}
