import type { BatchItem, BatchPreview, BatchSheet } from '../../../../shared/domain/batch.ts';
import { batchVerbs, type BulkItem, type BulkJob } from '../../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { BatchParams } from '../../batch/batch-decisions.ts';
import { itemOf } from '../../batch/item-line.ts';
import { placeOf } from '../../batch/looked-at.ts';
import { batchCap, memberOf, previewOf, type ChosenItem } from '../../batch/preview.ts';
import { decideInBatch } from '../../batch/decide-in-batch.ts';
import { bulkSummary } from '../../bulk/bulk-decisions.ts';
import type { BulkState } from '../../bulk/bulk-state.ts';
import { decisionEnvOf } from '../../effects/decision-env.ts';
import type { Env } from '../../engine/engine-port.ts';
import type { EffectBundle, RunState } from '../../engine/states.ts';
import type { Clock } from '../../ports.ts';
import { linesOf, selectItem, selectJob, selectSet } from '../bulk-store.ts';
import { createEffectStore } from '../effect-store.ts';
import type { Db } from '../open.ts';
import { runFromRow } from '../run-row.ts';
import { createSeenStore } from '../seen-store.ts';
import { createWorkspaceStore } from '../workspace-store.ts';

/** Items of one page of a sheet. */
const itemsOnPage = 200;
/** How far back it is looked where actions of a tool have gone. */
const placesLookedAt = 2_000;

/** Whole actions that are in memory at once. */
const readTogether = 200;

type Chosen = NonNullable<ChosenItem['approval']> & Pick<ChosenItem, 'approvalId'>;
const selectChosen = `SELECT approval_id AS approvalId, status, version, envelope_hash AS envelopeHash, fingerprint, tier, title,
    iif(approvers = '', 1, json_extract(approvers, '$.count')) AS approvers`;

export type PreviewAsked = Omit<MethodArguments<'batch.preview'>, 'set'> & { readonly as: string | null };

export interface BatchReads {
  /** With the lines of the frozen set, which stay in the runtime. */
  preview(input: PreviewAsked): { readonly preview: BatchPreview; readonly lines: readonly string[] };
  members(input: { readonly approvalIds: readonly string[] }): MethodOutput<'batch.members'>;
  show(input: MethodArguments<'batch.show'>): BatchSheet;
  list(): MethodOutput<'batch.list'>;
}

export function createBatchReads(db: Db, now: Clock['now']): BatchReads {
  const effects = createEffectStore(db);
  const seen = createSeenStore(db);
  // It keeps what it has read, and here others write: each preview begins by forgetting it.
  const workspace = createWorkspaceStore(db);
  const run = db.prepare('SELECT * FROM run WHERE run_id = ?');
  const byIds = db.prepare(`${selectChosen} FROM json_each(?) AS one JOIN approval ON approval_id = one.value`);
  const waiting = "status IN ('pending', 'partly-approved')";
  const sent = db
    .prepare(
      `SELECT effect.envelope FROM (SELECT effect_id, tool_id FROM approval WHERE status = 'executed' ORDER BY approval_id DESC LIMIT ?) AS last
       JOIN effect USING (effect_id) WHERE last.tool_id = ?`,
    )
    .pluck();
  const job = db.prepare(`${selectJob} WHERE job_id = ?`);
  const jobs = db.prepare(`${selectJob} WHERE verb IN (${marks(batchVerbs)}) ORDER BY job_id DESC LIMIT 50`);
  const later = db.prepare(`${selectJob} WHERE linked_job = ? ORDER BY job_id`);
  const counts = db.prepare('SELECT status, count(*) AS count FROM bulk_item WHERE job_id = ? GROUP BY status');
  const became = db.prepare(
    `SELECT approval.status, count(*) AS count, max(approval.hold_until_ms) AS heldUntilMs
     FROM bulk_item JOIN approval ON approval_id = subject_id WHERE job_id = ? AND bulk_item.status = 'applied' GROUP BY approval.status`,
  );
  const items = db.prepare(`${selectItem} WHERE job_id = ? AND n > ? ORDER BY n LIMIT ?`);
  const set = db.prepare(selectSet).pluck();
  const standing = db.prepare(
    `SELECT approval.title, approval.status AS now, effect.cause_detail AS detail
     FROM approval JOIN effect USING (effect_id) WHERE approval.approval_id = ?`,
  );

  function chosenBy({ items: named, except, ...match }: PreviewAsked): readonly ChosenItem[] {
    const left = new Set(except);
    if (named !== undefined) {
      const chosen = named.filter(([approvalId]) => !left.has(approvalId));
      const rows = byIds.all(JSON.stringify(chosen.map(([approvalId]) => approvalId))) as Chosen[];
      const found = new Map(rows.map((row) => [row.approvalId, row]));
      return chosen.map(([approvalId, version, hashStart]) => ({
        approvalId,
        approval: found.get(approvalId) ?? null,
        seen: { version, hashStart },
      }));
    }
    const where = [waiting];
    const given: string[] = [];
    for (const [column, value] of [
      ['fingerprint', match.fingerprint],
      ['run_id', match.runId],
      ['tool_id', match.toolId],
    ] as const)
      if (value !== undefined) {
        where.push(`${column} = ?`);
        given.push(value);
      }
    if (given.length === 0)
      throw new LanekeeperError('invalid-input', 'Nothing was chosen: name items, a kind, a run or a tool.', {
        hint: 'The inbox shows what waits.',
      });
    const rows = db
      .prepare(`${selectChosen} FROM approval WHERE ${where.join(' AND ')} ORDER BY approval_id`)
      .all(...given) as Chosen[];
    return rows.flatMap((approval) => {
      const { approvalId } = approval;
      return left.has(approvalId) ? [] : [{ approvalId, approval, seen: null }];
    });
  }

  function* bundles(approvalIds: readonly string[]): Iterable<EffectBundle> {
    for (let from = 0; from < approvalIds.length; from += readTogether) {
      const ids = approvalIds.slice(from, from + readTogether);
      const found = effects.bundlesOfApprovals(ids);
      for (const id of ids) {
        const bundle = found.get(id);
        if (bundle !== undefined) yield bundle;
      }
    }
  }

  function preview(input: PreviewAsked): ReturnType<BatchReads['preview']> {
    workspace.forget();
    const by = input.as === null ? null : workspace.person(input.as);
    if (by === null)
      throw new LanekeeperError('no-person', 'Nobody is named for this: a decision needs a person behind it.', {
        hint: 'Choose a profile, or give --as ID.',
      });
    const policy = workspace.policy();
    const stops = workspace.stops();
    const nowMs = now();
    const lastRun: { state: RunState | null } = { state: null };
    const runOf = (runId: string): RunState => {
      if (lastRun.state?.runId !== runId) lastRun.state = runFromRow(run.get(runId) as Record<string, unknown>);
      return lastRun.state;
    };
    return previewOf(chosenBy(input), {
      verb: input.verb,
      personId: by.personId,
      cap: policy === null ? 1 : batchCap(policy.policy),
      bundles,
      refusal(bundle) {
        const its = runOf(bundle.effect.runId);
        const rows = { run: its, release: workspace.release(its.releaseHash), policy, stops, people: workspace.people };
        const { envelopeHash = '', version = 0 } = bundle.approval ?? {};
        const env = decisionEnvOf(bundle.effect, rows, { ...nowhere, nowMs });
        const decided = decideInBatch(bundle, { kind: input.verb, by, reason: 'preview', envelopeHash, version }, env);
        return decided.ok ? null : decided;
      },
      shownMs: (member) => seen.shownMs(member, by.personId),
      knownPlaces(toolId) {
        const places = (sent.all(placesLookedAt, toolId) as string[]).map(placeOf);
        return new Set(places.filter((place) => place !== null));
      },
    });
  }

  function itemOfRow({ n, subjectId: approvalId, status, reason }: BulkItem): BatchItem {
    const found = standing.get(approvalId) as Pick<BatchItem, 'title' | 'now' | 'detail'> | undefined;
    const stands = found ?? { title: '', now: 'withdrawn', detail: null };
    return { n, approvalId, status, reason, ...stands, detail: status === 'applied' ? stands.detail : null };
  }

  /** Items that had their turn, from their rows; the others, from the frozen set. */
  function pageOf(jobId: string, { status, afterN }: Pick<MethodArguments<'batch.show'>, 'status' | 'afterN'>) {
    const wanted = (item: BulkItem): boolean => status === undefined || status.includes(item.status);
    const rows = new Map((items.all(jobId, afterN, -1) as BulkItem[]).map((row) => [row.n, row]));
    const lines = linesOf(set.get(jobId));
    const found: BulkItem[] = [];
    for (let n = afterN + 1; n < lines.length && found.length <= itemsOnPage; n += 1) {
      const { approvalId } = itemOf(lines[n] ?? '');
      const item = rows.get(n) ?? { n, subjectId: approvalId, status: 'waiting', reason: '' };
      if (wanted(item)) found.push(item);
    }
    return found;
  }

  return {
    preview,
    members: ({ approvalIds }) => ({
      members: approvalIds.flatMap((approvalId) => {
        const bundle = effects.bundleOfApproval(approvalId);
        return bundle === null ? [] : memberOf(bundle);
      }),
    }),
    show({ jobId, ...page }) {
      const found = job.get(jobId) as BulkState | undefined;
      if (found === undefined || !isOne(found))
        throw new LanekeeperError('not-found', `There is no batch ${jobId}.`, {
          hint: 'The inbox lists the batches there are.',
        });
      const ended = counts.all(jobId) as BatchSheet['counts'];
      const left = found.total - ended.reduce((sum, { count }) => sum + count, 0);
      const stands = became.all(jobId) as (BatchSheet['became'][number] & { heldUntilMs: number | null })[];
      const listed = pageOf(jobId, page);
      const shown = listed.slice(0, itemsOnPage).map(itemOfRow);
      return {
        job: bulkSummary(found),
        counts: left > 0 ? [...ended, { status: 'waiting', count: left }] : ended,
        became: stands.map(({ status, count }) => ({ status, count })),
        heldUntilMs:
          found.verb === 'approve' ? (stands.find(({ status }) => status === 'holding')?.heldUntilMs ?? null) : null,
        items: shown,
        next: listed.length > itemsOnPage ? (shown.at(-1)?.n ?? null) : null,
        leftOut: (JSON.parse(found.params) as Partial<BatchParams>).leftOut ?? [],
        later: (later.all(jobId) as BulkState[]).map(bulkSummary),
      };
    },
    list: () => ({ jobs: (jobs.all(...batchVerbs) as BulkState[]).map(bulkSummary) }),
  };
}

/** A preview writes nothing: whose process it would be, and what it would be called, is not asked. */
const nowhere: Omit<Env, 'nowMs'> = {
  epoch: 0,
  instanceId: '',
  engineId: '',
  uuid: () => 'preview',
  nonce: () => 'preview',
};

function isOne({ verb }: Pick<BulkJob, 'verb'>): boolean {
  return (batchVerbs as readonly string[]).includes(verb);
}

function marks(values: readonly string[]): string {
  return values.map(() => '?').join(', ');
}
