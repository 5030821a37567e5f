import { create } from 'zustand';
import type { ApprovalSummary, DecisionOutcome } from '../../../shared/domain/approval.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodOutput } from '../../../shared/ipc/methods.ts';
import { call } from '../bridge.ts';
import { refreshCard, useCard } from './card.ts';
import { placeItems, useInbox } from './inbox.ts';
import { lookedAt } from './looked.ts';
import { announce, reportFailure } from './notices.ts';
import { usePerson } from './person.ts';
import { refreshWorkspace } from './workspace.ts';

/** What was seen when deciding; the runtime refuses when any of it has moved on. */
export type Seen = Pick<ApprovalSummary, 'approvalId' | 'envelopeHash' | 'version' | 'title'>;
export type Verdict = 'approve' | 'reject' | 'respond';

interface DecideState {
  /** The last approvals of this window, for undo while they are held. */
  readonly lastApproved: readonly string[];
  readonly busy: ReadonlySet<string>;
}

export const useDecide = create<DecideState>()(() => ({ lastApproved: [], busy: new Set() }));

/** What a decision that was taken is called. */
export const decidedWords: Readonly<Record<Verdict, string>> = {
  approve: 'Approved',
  reject: 'Rejected',
  respond: 'Answered',
};

const perUndo = 1_000;

/** Decides one item as it was seen. Resolves to whether the decision was taken; why not is said as a notice. */
export async function decideOne(verdict: Verdict, seen: Seen, reason: string): Promise<boolean> {
  if (useDecide.getState().busy.has(seen.approvalId)) return false;
  try {
    await decideSeen(verdict, seen, reason);
    return true;
  } catch (error) {
    reportFailure(error);
    return false;
  }
}

/** The same, and throws why it was refused. */
export async function decideSeen(verdict: Verdict, seen: Seen, reason: string): Promise<void> {
  setBusy(seen.approvalId, 'add');
  try {
    const [result] = await send(verdict, [seen], reason);
    if (result?.outcome === 'decided') {
      if (verdict === 'approve') useDecide.setState({ lastApproved: [seen.approvalId] });
      if (useInbox.getState().tab === 'pending' && result.status !== 'pending') placeItems([seen.approvalId], 'off');
      announce(`${decidedWords[verdict]}: ${seen.title}`);
      await refreshWorkspace();
      return;
    }
    if (result !== undefined) throw refusalOf(result);
  } finally {
    setBusy(seen.approvalId, 'delete');
    if (useCard.getState().approvalId === seen.approvalId) void refreshCard();
  }
}

/**
 * Takes back what is still held: this window's last approvals, or, when none of them is held any more, all that this
 * person approved. What is held is asked for, so that a window that was loaded again covers it too. What others approved
 * is taken back on its card, one by one and on purpose.
 */
export async function undoHeld(): Promise<void> {
  try {
    const held = await heldIds();
    const { lastApproved } = useDecide.getState();
    const own = lastApproved.filter((id) => held.has(id));
    const approvalIds = own.length > 0 ? own : [...held];
    if (approvalIds.length === 0) {
      reportFailure(
        new LanekeeperError('wrong-state', 'Nothing you approved is held any more, so nothing was taken back.', {
          hint: 'What others approved can be taken back on its card in the inbox, under Holding.',
        }),
      );
      return;
    }
    await tookBack(approvalIds);
  } catch (error) {
    reportFailure(error);
  }
}

/** Takes back this one item while it is held, whoever approved it. */
export async function undoOne(approvalId: string): Promise<void> {
  await tookBack([approvalId]).catch(reportFailure);
}

async function tookBack(approvalIds: readonly string[]): Promise<void> {
  const results = await takeBack(approvalIds);
  const back = results.filter((result) => result.outcome === 'decided').map((result) => result.approvalId);
  useDecide.setState({ lastApproved: [] });
  if (useInbox.getState().tab === 'pending') placeItems(back, 'back');
  const late = results.length - back.length;
  if (late > 0)
    reportFailure(
      new LanekeeperError('wrong-state', `${late} of ${results.length} had left already and could not be taken back.`),
    );
  announce(`${back.length} taken back, pending again`);
  await refreshWorkspace();
  void refreshCard();
}

/** What this person approved and is held. */
async function heldIds(): Promise<ReadonlySet<string>> {
  const { personId } = usePerson.getState();
  const held = new Set<string>();
  if (personId === null) return held;
  for (let after: string | null | undefined; after !== null;) {
    const page: MethodOutput<'approval.list'> = await call('approval.list', {
      status: ['holding'],
      approvedBy: personId,
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    });
    for (const { approvalId } of page.approvals) held.add(approvalId);
    after = page.next;
  }
  return held;
}

/** All at once: the window may close while one part waits for the other. */
async function takeBack(approvalIds: readonly string[]): Promise<DecisionOutcome[]> {
  const parts: Promise<{ results: DecisionOutcome[] }>[] = [];
  for (let from = 0; from < approvalIds.length; from += perUndo)
    parts.push(call('approval.undo', { approvalIds: approvalIds.slice(from, from + perUndo) }));
  return (await Promise.all(parts)).flatMap(({ results }) => results);
}

async function send(verdict: Verdict, items: readonly Seen[], reason: string): Promise<readonly DecisionOutcome[]> {
  const seen = items.map((item) => {
    const { approvalId, envelopeHash, version } = item;
    const looked = lookedAt(item);
    return { approvalId, envelopeHash, version, ...(looked === undefined ? {} : { looked }) };
  });
  const { results } =
    verdict === 'approve'
      ? await call('approval.approve', { items: seen, reason })
      : verdict === 'reject'
        ? await call('approval.reject', { items: seen, reason })
        : await call('approval.respond', { items: seen, answer: reason });
  return results;
}

/** A refused decision is somebody else's doing or a rule's; nothing broke. */
function refusalOf({ status, reason }: DecisionOutcome): LanekeeperError {
  const words = reason ?? `It is ${status} now.`;
  return new LanekeeperError(status === 'pending' ? 'refused' : 'already-decided', words);
}

function setBusy(id: string, action: 'add' | 'delete'): void {
  const busy = new Set(useDecide.getState().busy);
  busy[action](id);
  useDecide.setState({ busy });
}
