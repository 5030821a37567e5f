import { approvalStatuses } from '../../../shared/domain/approval.ts';
import type { ApprovalStatus, ApprovalSummary } from '../../../shared/domain/approval.ts';
import type { Session } from '../connection/session.ts';
import { share } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';
import { listApprovals } from '../views/run-view.ts';
import { standingHold } from './standing-hold.ts';

/** So long after the last hold has ended, or anything has moved, nobody is kept waiting: it may be behind another undoing. */
const patienceMs = 60_000;

/** The statuses of an item that is granted and on its way, in their order. */
const moving: readonly ApprovalStatus[] = ['holding', 'dispatched'];

export interface FollowedItem {
  readonly approvalId: string;
  readonly runId: string;
}

export interface ApprovalsWatch {
  /**
   * Resolves with where each of the items ended, hold included, once `approvalIds` have been decided; with where they
   * stand when everything is held until a person settles it, or nothing has moved for a minute after its hold.
   */
  settled(approvalIds: readonly string[]): Promise<ReadonlyMap<string, ApprovalSummary>>;
  close(): void;
}

/** Watches items from before they are decided, so that no end is missed; across restarts of the runtime. */
export function watchApprovals(session: Session, items: readonly FollowedItem[], terminal: Terminal): ApprovalsWatch {
  const watched = new Set(items.map(({ approvalId }) => approvalId));
  const runs = [...new Set(items.map(({ runId }) => runId))];
  const seen = new Map<string, ApprovalSummary>();
  let look = (): void => {};
  let fail = (_error: unknown): void => {};
  let isHeld = false;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const stopHolds = session.follow(['workspace.changed'], undefined, { onEvents: seeHold, onFresh: seeHold });
  const stop = session.follow(['approval.changed'], runs.length === 1 ? runs[0] : undefined, {
    onEvents(events) {
      for (const event of events) if (event.topic === 'approval.changed') see(event.payload);
      look();
    },
    onFresh() {
      readAll().then(
        () => look(),
        (error: unknown) => fail(error),
      );
    },
  });

  function seeHold(): void {
    standingHold(session).then(
      (hold) => {
        isHeld = hold !== null;
        look();
      },
      (error: unknown) => fail(error),
    );
  }

  function see(item: ApprovalSummary): void {
    if (!watched.has(item.approvalId)) return;
    const known = seen.get(item.approvalId);
    if (known === undefined || isLater(item, known)) seen.set(item.approvalId, item);
  }

  async function readAll(): Promise<void> {
    for (const runId of runs)
      for (const item of await listApprovals(session, { runId, status: [...approvalStatuses] })) see(item);
  }

  return {
    async settled(approvalIds) {
      // Whatever was published before the decision's answer came is older than this.
      await readAll();
      return new Promise((resolve, reject) => {
        fail = reject;
        const waitOn = (left: readonly string[]): void => {
          clearTimeout(patience);
          const heldUntilMs = Math.max(Date.now(), ...left.map((id) => seen.get(id)?.holdUntilMs ?? 0));
          patience = setTimeout(() => resolve(seen), heldUntilMs - Date.now() + patienceMs);
        };
        look = () => {
          const left = approvalIds.filter((id) => moving.includes(seen.get(id)?.status ?? 'holding'));
          if (left.length === 0 || isHeld) return resolve(seen);
          waitOn(left);
          terminal.showProgress(`Ended: ${share(approvalIds.length - left.length, approvalIds.length)}`, 'ended');
        };
        look();
      });
    },
    close() {
      clearTimeout(patience);
      stop();
      stopHolds();
    },
  };
}

/** A page that was read before an event may arrive after it; within one version an item only moves on. */
export function isLater(item: Moving, than: Moving): boolean {
  if (item.version !== than.version) return item.version > than.version;
  return progress(item.status) >= progress(than.status);
}

type Moving = Pick<ApprovalSummary, 'version' | 'status'>;

function progress(status: ApprovalStatus): number {
  const place = moving.indexOf(status);
  return place === -1 ? moving.length : place;
}
