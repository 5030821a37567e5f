import type { BatchPreview } from '../../../shared/domain/batch.ts';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import type { BulkItem, BulkJob } from '../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { approvalHandlers } from './approval-handlers.ts';
import type { Handlers } from './handlers.ts';
import type { FakeRuntime } from './runtime.ts';
import { fakeId } from './state.ts';

type Names = Extract<keyof Handlers, `batch.${string}` | 'approval.seen'>;

/** Batches that were begun; each is over at once. */
const batches = new Map<string, { readonly job: BulkJob; readonly items: readonly BulkItem[] }>();
const opened = new Set<string>();

/** Batches of the stand-in: sums are those of its cards, and every member is done at once. */
export const batchHandlers: Pick<Handlers, Names> = {
  'batch.preview': (input, runtime) => previewOf(membersOf(input, runtime), input),
  'batch.members': (_, runtime) => ({ members: [...runtime.state.approvals.values()].slice(0, 200).map(rowOf) }),
  'batch.start': (input, runtime, as) => {
    const members = membersOf(input, runtime);
    const items = members.map(({ approvalId, envelopeHash, version }) => ({ approvalId, envelopeHash, version }));
    const { results } = approvalHandlers[`approval.${input.verb}`]({ items, reason: input.reason }, runtime, as);
    return begun(runtime, as, {
      verb: input.verb,
      title: members[0]?.title ?? '',
      reason: input.reason,
      linkedJob: null,
      ended: results.map(({ approvalId, outcome, reason }) => ({
        subjectId: approvalId,
        status: outcome === 'decided' ? 'applied' : 'stale',
        reason: reason ?? '',
      })),
    });
  },
  'batch.retry': ({ jobId }, runtime, as) => begun(runtime, as, { ...batchOf(jobId).job, linkedJob: jobId, ended: [] }),
  'batch.undo': ({ jobId }, runtime, as) => {
    const { job, items } = batchOf(jobId);
    const approvalIds = items.filter(({ status }) => status === 'applied').map(({ subjectId }) => subjectId);
    const { results } = approvalHandlers['approval.undo']({ approvalIds }, runtime, as);
    return begun(runtime, as, {
      ...job,
      verb: 'undo',
      linkedJob: jobId,
      ended: results.map(({ approvalId, outcome, reason }) => ({
        subjectId: approvalId,
        status: outcome === 'decided' ? 'applied' : 'late',
        reason: reason ?? '',
      })),
    });
  },
  'batch.show': ({ jobId, status }, runtime) => {
    const { job, items } = batchOf(jobId);
    const standing = items.flatMap((item) => {
      const detail = runtime.state.approvals.get(item.subjectId);
      return detail === undefined ? [] : [{ item, detail }];
    });
    const held = standing.filter(({ detail }) => detail.status === 'holding');
    return {
      job,
      counts: countsOf(items.map((item) => item.status)),
      became: countsOf(standing.filter(({ item }) => item.status === 'applied').map(({ detail }) => detail.status)),
      heldUntilMs: job.verb === 'approve' ? (held[0]?.detail.holdUntilMs ?? null) : null,
      items: standing
        .filter(({ item }) => status?.includes(item.status) ?? true)
        .map(({ item: { n, subjectId: approvalId, ...ended }, detail }) => ({
          n,
          approvalId,
          title: detail.title,
          status: ended.status,
          reason: ended.reason,
          now: detail.status,
          detail: null,
        })),
      next: null,
      leftOut: [],
      later: [...batches.values()].map(({ job: other }) => other).filter(({ linkedJob }) => linkedJob === jobId),
    };
  },
  'batch.list': () => ({ jobs: [...batches.values()].map(({ job }) => job).toReversed() }),
  'approval.seen': ({ approvalId, shownMs }) => {
    if (shownMs >= 1_000) opened.add(approvalId);
    return { ok: true };
  },
};

function membersOf(input: MethodArguments<'batch.preview'>, { state }: FakeRuntime): ApprovalDetail[] {
  const left = new Set(input.except);
  const named = input.items?.flatMap(([id]) => state.approvals.get(id) ?? []) ?? [...state.approvals.values()];
  return named.filter(
    ({ approvalId, status, fingerprint }) =>
      status === 'pending' &&
      !left.has(approvalId) &&
      (input.fingerprint === undefined || fingerprint === input.fingerprint),
  );
}

function previewOf(members: readonly ApprovalDetail[], input: MethodArguments<'batch.preview'>): BatchPreview {
  const rows = members.map(rowOf);
  const [first] = members;
  const range = (values: readonly number[]) => ({
    sum: values.reduce((sum, value) => sum + value, 0),
    least: Math.min(...values, Infinity) === Infinity ? 0 : Math.min(...values),
    middle: values[Math.floor(values.length / 2)] ?? 0,
    most: Math.max(0, ...values),
  });
  return {
    set: rows.length === 0 ? null : `set-${rows.length}`,
    verb: input.verb,
    chosen: input.items?.length ?? members.length,
    count: rows.length,
    cap: 50,
    group:
      first === undefined
        ? null
        : {
            fingerprint: first.fingerprint,
            toolId: first.toolId,
            tier: first.tier,
            effectClass: first.effectClass,
            rule: first.why.ruleId,
            systems: first.blast.systems,
            sentence: first.why.sentence,
            holdMs: first.holdMs,
          },
    kinds: [],
    dropped: [],
    sums: {
      money: [],
      records: range(members.map(({ blast }) => blast.records)),
      people: range(members.map(({ blast }) => blast.people)),
      bytes: range(members.map(({ envelope }) => envelope.length)),
      external: members.filter(({ blast }) => blast.external).length,
      reversible: members.filter(({ blast }) => blast.reversible).length,
      expiresAtMs: first?.expiresAtMs ?? null,
    },
    outliers: { total: 1, list: rows.slice(-1).map((row) => ({ ...row, reasons: ['2.4 × the usual length'] })) },
    samples: rows.slice(0, 2).map((row) => ({ ...row, isOpened: opened.has(row.approvalId) })),
    members: rows.slice(0, 200),
  };
}

function rowOf({ approvalId, envelopeHash, version, title, expiresAtMs }: ApprovalDetail) {
  return { approvalId, envelopeHash, version, title, expiresAtMs };
}

function begun(
  runtime: FakeRuntime,
  as: string,
  {
    ended,
    ...asked
  }: Pick<BulkJob, 'verb' | 'title' | 'reason' | 'linkedJob'> & { readonly ended: readonly Omit<BulkItem, 'n'>[] },
): BulkJob {
  const applied = ended.filter(({ status }) => status === 'applied').length;
  const atMs = runtime.nowMs();
  const job: BulkJob = {
    verb: asked.verb,
    title: asked.title,
    reason: asked.reason,
    linkedJob: asked.linkedJob,
    jobId: fakeId(),
    by: runtime.personOf(as).printedName,
    status: 'done',
    total: ended.length,
    applied,
    ignored: ended.length - applied,
    createdAtMs: atMs,
    finishedAtMs: atMs,
  };
  batches.set(job.jobId, { job, items: ended.map((item, n) => ({ n, ...item })) });
  runtime.publish('bulk.changed', job);
  return job;
}

function batchOf(jobId: string): { readonly job: BulkJob; readonly items: readonly BulkItem[] } {
  const found = batches.get(jobId);
  if (found === undefined) throw new LanekeeperError('not-found', `There is no batch ${jobId}.`);
  return found;
}

function countsOf<S extends string>(all: readonly S[]): { status: S; count: number }[] {
  return Array.from(
    Map.groupBy(all, (status) => status),
    ([status, of]) => ({ status, count: of.length }),
  );
}
