import { create } from 'zustand';
import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';
import { openedAfterMs, type BatchItem, type BatchMember, type BatchPreview } from '../../../shared/domain/batch.ts';
import type { BatchChoice, BatchSheet } from '../../../shared/domain/batch.ts';
import type { BulkItemStatus, BulkJob } from '../../../shared/domain/bulk.ts';
import { isBatchVerb, mostInBulk } from '../../../shared/domain/bulk.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodInput } from '../../../shared/ipc/methods.ts';
import { call, subscribe } from '../bridge.ts';
import { calmReader } from './calm-reader.ts';
import { useDecide } from './decide.ts';
import { placeItems, useInbox } from './inbox.ts';
import { announce, reportFailure } from './notices.ts';
import { showOverlay } from './overlay.ts';
import { clearMarks } from './selection.ts';
import { refreshWorkspace } from './workspace.ts';

export type BatchSelection = Pick<MethodInput<'batch.preview'>, 'items' | 'except'>;

interface BatchState {
  /** Why the list of batches could not be read. */
  readonly listFailure: unknown;
  /** What would be decided; null while it is looked through. */
  readonly preview: BatchPreview | null;
  /** Members that were read so far, for the list. */
  readonly members: readonly BatchMember[];
  readonly failure: unknown;
  /** The sheet that is open. */
  readonly sheet: BatchSheet | null;
  readonly items: readonly BatchItem[];
  /** Only items that ended so; null: all. */
  readonly only: BulkItemStatus | null;
  /** Batches there are, the latest first. */
  readonly jobs: readonly BulkJob[];
}

const nothing = { preview: null, members: [], failure: null };

export const useBatch = create<BatchState>()(() => ({
  listFailure: null,
  ...nothing,
  sheet: null,
  items: [],
  only: null,
  jobs: [],
}));

const looking = { generation: 0, isReadingMore: false };

/** The items as they were when they were marked, as many as one batch holds; what has moved on since drops out. */
export function selectionOf(items: readonly ApprovalSummary[]): BatchSelection {
  return {
    items: items
      .slice(0, mostInBulk)
      .map(({ approvalId, version, envelopeHash }) => [approvalId, version, envelopeHash.slice(0, 16)]),
  };
}

/** Has the runtime look through a selection. */
export async function lookAt(verb: BatchChoice, selection: BatchSelection): Promise<void> {
  looking.generation += 1;
  const mine = looking.generation;
  useBatch.setState(nothing);
  try {
    const preview = await call('batch.preview', { verb, ...selection });
    if (mine === looking.generation) useBatch.setState({ preview, members: preview.members });
  } catch (failure) {
    if (mine === looking.generation) useBatch.setState({ failure });
  }
}

/** Forgets the preview. */
export function closeLook(): void {
  looking.generation += 1;
  useBatch.setState(nothing);
}

/** The next members of the set, behind those that are listed. */
export async function readMoreMembers(): Promise<void> {
  const { preview, members } = useBatch.getState();
  if (preview?.set == null || members.length >= preview.count || looking.isReadingMore) return;
  looking.isReadingMore = true;
  const mine = looking.generation;
  try {
    const page = await call('batch.members', { set: preview.set, from: members.length });
    if (mine === looking.generation) useBatch.setState({ members: [...members, ...page.members] });
  } catch (error) {
    reportFailure(error);
  } finally {
    looking.isReadingMore = false;
  }
}

/** Reads a member's card, to be shown in the preview. */
export function readMember({ approvalId }: BatchMember): Promise<ApprovalDetail> {
  return call('approval.show', { approvalId });
}

/** It has been on screen long enough: the runtime keeps that this person had it before them. */
export async function noteOpened({ approvalId, envelopeHash, version }: BatchMember): Promise<void> {
  try {
    const shown = { shownMs: openedAfterMs, evidence: true };
    await call('approval.seen', { approvalId, envelopeHash, version, ...shown });
    useBatch.setState(({ preview }) => {
      if (preview === null) return {};
      const samples = preview.samples.map((one) => (one.approvalId === approvalId ? { ...one, isOpened: true } : one));
      return { preview: { ...preview, samples } };
    });
  } catch (error) {
    reportFailure(error);
  }
}

/** Begins what was previewed, and opens its sheet. Throws why it was refused. */
export async function startBatch(
  verb: BatchChoice,
  selection: BatchSelection,
  set: string,
  reason: string,
): Promise<void> {
  const job = await call('batch.start', { verb, ...selection, set, reason });
  // Undo by its key then takes back all that this person has held, the batch with it.
  if (verb === 'approve') useDecide.setState({ lastApproved: [] });
  // What one batch cannot hold stays marked, and is the next.
  clearMarks(selection.items?.map(([approvalId]) => approvalId));
  openSheet(job);
}

/** Rejects items together: looked through and begun in one go, because a rejection sends nothing. Throws why not. */
export async function rejectTogether(items: readonly ApprovalSummary[], reason: string): Promise<void> {
  const selection = selectionOf(items);
  const { set, dropped } = await call('batch.preview', { verb: 'reject', ...selection });
  if (set === null)
    throw new LanekeeperError('wrong-state', `Nothing of it can be rejected together. ${dropped[0]?.reason ?? ''}`);
  await startBatch('reject', selection, set, reason);
}

/** The failed items once more. */
export function retryBatch(jobId: string): Promise<void> {
  return follow(() => call('batch.retry', { jobId }));
}

/** Takes back what is held of a batch. */
export function undoBatch(jobId: string): Promise<void> {
  return follow(() => call('batch.undo', { jobId }));
}

/** Stops a batch; what it has decided stays decided. */
export async function stopBatch(jobId: string): Promise<void> {
  try {
    await call('bulk.cancel', { jobId });
  } catch (error) {
    reportFailure(error);
  }
}

async function follow(begin: () => Promise<BulkJob>): Promise<void> {
  try {
    openSheet(await begin());
  } catch (error) {
    reportFailure(error);
  }
}

function openSheet(job: BulkJob): void {
  useBatch.setState({ sheet: null, items: [], only: null });
  showOverlay({ kind: 'batch', jobId: job.jobId });
}

/** Follows a batch's sheet, also after its end, since its actions go on; until the returned function is called. */
export function openBatch(jobId: string): () => void {
  let wasRunning = true;
  const reader = calmReader(async () => {
    try {
      const { only } = useBatch.getState();
      const sheet = await call('batch.show', { jobId, ...(only === null ? {} : { status: [only] }) });
      if (useBatch.getState().only !== only) return reader.again();
      useBatch.setState({ sheet, items: sheet.items });
      if (sheet.job.status === 'running') return;
      if (wasRunning) {
        wasRunning = false;
        announce(`${sheet.job.applied} of ${sheet.job.total} done`);
        await refreshWorkspace();
      }
    } catch (error) {
      reportFailure(error);
    }
  });
  again.reader = reader.again;
  const unsubscribe = subscribe({
    topics: ['bulk.changed', 'approval.changed'],
    onEvents: reader.again,
    onGap: reader.again,
  });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
    const { items } = useBatch.getState();
    const off = items.flatMap(({ approvalId, status, now }) =>
      status === 'applied' && now !== 'pending' ? approvalId : [],
    );
    if (useInbox.getState().tab === 'pending') placeItems(off, 'off');
    useBatch.setState({ sheet: null, items: [], only: null });
  };
}

const again: { reader: () => void } = { reader: () => {} };

/** Lists only what ended so, or everything. */
export function showOnly(only: BulkItemStatus | null): void {
  useBatch.setState({ only, items: [] });
  again.reader();
}

/** The next lines of the sheet, behind those that are shown. */
export async function readMoreLines(): Promise<void> {
  const { sheet, items, only } = useBatch.getState();
  const last = items.at(-1);
  if (sheet?.next == null || last === undefined || looking.isReadingMore) return;
  looking.isReadingMore = true;
  try {
    const { jobId } = sheet.job;
    const page = await call('batch.show', { jobId, afterN: last.n, ...(only === null ? {} : { status: [only] }) });
    if (useBatch.getState().items === items)
      useBatch.setState({ items: [...items, ...page.items], sheet: { ...sheet, next: page.next } });
  } catch (error) {
    reportFailure(error);
  } finally {
    looking.isReadingMore = false;
  }
}

/** Follows which batches there are, so that one under way is found again in a window that was loaded anew. */
export function openBatches(): () => void {
  const reader = calmReader(async () => {
    try {
      useBatch.setState({ ...(await call('batch.list', {})), listFailure: null });
    } catch (listFailure) {
      // Read beside the page that is open: only who looks for batches needs to know.
      useBatch.setState({ listFailure });
    }
  });
  const unsubscribe = subscribe({
    topics: ['bulk.changed'],
    onEvents: (events) => {
      if (events.some((event) => event.topic === 'bulk.changed' && isBatchVerb(event.payload.verb))) reader.again();
    },
    onGap: reader.again,
  });
  reader.again();
  return () => {
    reader.stop();
    unsubscribe();
  };
}
