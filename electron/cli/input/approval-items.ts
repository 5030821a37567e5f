import type { ApprovalDetail, ApprovalSummary } from '../../../shared/domain/approval.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { checkFiles } from './kept-files.ts';
import { wholeApproval } from '../../../shared/ipc/whole-approval.ts';
import { UsageError } from '../arguments/usage-error.ts';
import type { Session } from '../connection/session.ts';
import type { Terminal } from '../terminal.ts';
import { approvalCard } from '../views/approval-view.ts';
import { plain } from '../output/words.ts';
import { listApprovals } from '../views/run-view.ts';

/** An item to decide on, at the version and with the bytes that were read. */
export interface ChosenItem {
  readonly approval: ApprovalSummary;
  /** What the person named, which the runtime compares with what it holds. */
  readonly envelopeHash: string;
  /** Why it is not decided here; null when it may be. */
  readonly refusal: string | null;
}

export interface Choice {
  readonly operands: readonly string[];
  readonly runId: string | undefined;
  readonly isAll: boolean;
}

/** The items a command names: `ID`, `ID@HASH`, or all that wait in a run. Everything is read and shown before it is decided. */
export async function chooseItems(session: Session, choice: Choice, terminal: Terminal): Promise<ChosenItem[]> {
  const { operands, runId, isAll } = choice;
  if (isAll !== (runId !== undefined) || isAll === operands.length > 0)
    throw new UsageError('Name approvals, or give --run RUN --all for every one that waits in a run.');
  if (runId !== undefined) return chooseWaiting(session, runId, terminal);
  const named = operands.map(readOperand);
  const twice = named.find(({ id }, index) => named.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new UsageError(`Approval ${twice.id} is named twice.`);
  const items: ChosenItem[] = [];
  for (const { id, hash } of named) {
    const approval = await readApproval(session, id);
    terminal.say(`${approvalCard(approval, Date.now())}\n`);
    const files = await checkFiles(session, approval);
    for (const { words } of files) terminal.say(`  ${words}`);
    const broken = files.find(({ isWhole }) => !isWhole);
    items.push({
      approval,
      envelopeHash: hash ?? approval.envelopeHash,
      refusal:
        broken === undefined ? (hash === null ? bareRefusal(approval) : null) : `${broken.words}. Nothing was decided.`,
    });
  }
  return items;
}

/** An approval with all of its payload. */
export async function readApproval(session: Session, approvalId: string): Promise<ApprovalDetail> {
  const detail = await session.ask('approval.show', { approvalId });
  return wholeApproval(detail, (piece) => session.ask('approval.read', piece));
}

/** Every item that waits in a run, frozen as it stands now. */
async function chooseWaiting(session: Session, runId: string, terminal: Terminal): Promise<ChosenItem[]> {
  await session.ask('run.show', { runId });
  const waiting = await listApprovals(session, { runId, status: ['pending', 'partly-approved'] });
  if (waiting.length === 0)
    throw new LanekeeperError('wrong-state', `Nothing waits for a decision in run ${runId}. Nothing was changed.`);
  for (const { approvalId, envelopeHash, title } of waiting)
    terminal.say(`${approvalId}@${envelopeHash}  ${plain(title)}`);
  return waiting.map((approval) => ({ approval, envelopeHash: approval.envelopeHash, refusal: bareRefusal(approval) }));
}

/** Where two people decide, the bytes have to be named: nobody decides on what they have not read. */
function bareRefusal(approval: ApprovalSummary | ApprovalDetail): string | null {
  if (approval.tier !== 'gate-two') return null;
  return `Two people decide on it, so name what you have read: ${approval.approvalId}@${approval.envelopeHash}`;
}

/** `ID` or `ID@HASH`. */
export function readOperand(operand: string): { readonly id: string; readonly hash: string | null } {
  const [id = '', hash, ...more] = operand.split('@');
  if (id === '' || more.length > 0)
    throw new UsageError(`${operand} names no approval.`, { hint: 'Write ID or ID@HASH.' });
  if (hash === undefined) return { id, hash: null };
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new UsageError(`${operand}: the hash has to be the whole SHA-256, 64 lower-case hex digits.`);
  return { id, hash };
}
