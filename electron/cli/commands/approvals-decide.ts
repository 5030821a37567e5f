import type { ApprovalStatus, ApprovalSummary, DecisionOutcome } from '../../../shared/domain/approval.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { ExitCode, Invocation, Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { watchApprovals } from '../follow/follow-approvals.ts';
import { settledBy, standingHold } from '../follow/standing-hold.ts';
import { chooseItems } from '../input/approval-items.ts';
import { decideItems } from '../input/decide.ts';
import { table } from '../output/table.ts';
import { counted, plain, share } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** What became of one item. The fields of `approvals approve` are stable. */
interface ItemResult {
  readonly id: string;
  readonly outcome: 'applied' | 'refused' | 'failed' | 'unknown' | 'rejected' | 'answered' | 'undone';
  readonly status: ApprovalStatus;
  readonly reason?: string;
}

/** Not applied, and not over: another person's word is missing. */
const waiting: ReadonlySet<ApprovalStatus> = new Set(['partly-approved', 'holding', 'dispatched']);

const selection = {
  run: { type: 'string', value: 'RUN', about: 'with --all: every item that waits in this run' },
  all: { type: 'boolean', about: 'every item of the run named with --run' },
} as const;

export const approvalsApprove = command({
  name: 'approvals approve',
  operands: 'ID[@HASH]…',
  takes: { least: 0, most: Number.POSITIVE_INFINITY },
  about: 'approve actions and wait until they are carried out, hold included',
  details: `ID@HASH decides on exactly the bytes with that hash. A bare ID is read, printed and decided at that version;
where two people decide, it is refused. Exit code 1 when an item was not applied, 3 when it still waits for a second person,
or everything is held until a person has settled why. More than ten are decided with "approvals batch".`,
  kind: 'changes',
  options: { ...selection, reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    await open.person();
    const items = await chooseItems(open, { operands, runId: options.run, isAll: options.all }, terminal);
    const watch = watchApprovals(
      open,
      items.map(({ approval }) => approval),
      terminal,
    );
    try {
      const decided = await decideItems(open, 'approve', items, options.reason ?? '');
      const granted = decided.filter(({ outcome }) => outcome === 'decided').map(({ approvalId }) => approvalId);
      announceHold(decided, terminal);
      const ends = await watch.settled(granted);
      const results = await Promise.all(decided.map((item) => resultOf(open, item, ends.get(item.approvalId))));
      return { exit: exitFor(results), value: results, text: resultText(results, 'applied', terminal) };
    } finally {
      watch.close();
    }
  },
});

export const approvalsReject = command({
  name: 'approvals reject',
  operands: 'ID[@HASH]…',
  takes: { least: 0, most: Number.POSITIVE_INFINITY },
  about: 'reject actions; the reason goes back to the agent',
  kind: 'changes',
  options: { ...selection, reason: { type: 'string', value: 'TEXT', about: 'why; the agent is told (required)' } },
  async run(given) {
    const { reason } = given.options;
    if (reason === undefined || reason.trim() === '')
      throw new UsageError('A rejection needs --reason TEXT: the agent is told why.');
    return refuse(given, 'reject', reason);
  },
});

export const approvalsRespond = command({
  name: 'approvals respond',
  operands: 'ID[@HASH]…',
  takes: { least: 0, most: Number.POSITIVE_INFINITY },
  about: 'answer the agent instead of letting its actions run',
  details: `The action is denied as answered, not as rejected: the agent is told the answer and may propose something else.`,
  kind: 'changes',
  options: { ...selection, answer: { type: 'string', value: 'TEXT', about: 'what the agent is told (required)' } },
  async run(given) {
    const { answer } = given.options;
    if (answer === undefined || answer.trim() === '')
      throw new UsageError('A response needs --answer TEXT: it is what the agent is told.');
    return refuse(given, 'respond', answer);
  },
});

export const approvalsUndo = command({
  name: 'approvals undo',
  operands: 'ID…',
  takes: { least: 1, most: 5_000 },
  about: 'take approvals back while they are held; the items wait again',
  kind: 'changes',
  options: {},
  async run({ operands, session, terminal }) {
    const open = await session();
    const { results } = await open.act('approval.undo', { approvalIds: [...operands] });
    return ended(results, 'undone', terminal);
  },
});

/** Lets none of the chosen actions run; the agent is told the words. */
async function refuse(
  { operands, options, session, terminal }: Invocation<typeof selection>,
  verb: 'reject' | 'respond',
  words: string,
): Promise<Outcome> {
  const open = await session();
  await open.person();
  const items = await chooseItems(open, { operands, runId: options.run, isAll: options.all }, terminal);
  return ended(await decideItems(open, verb, items, words), verb === 'reject' ? 'rejected' : 'answered', terminal);
}

function ended(decided: readonly DecisionOutcome[], done: 'rejected' | 'answered' | 'undone', terminal: Terminal) {
  const results = decided.map(({ approvalId, outcome, status, reason }): ItemResult => ({
    id: approvalId,
    outcome: outcome === 'decided' ? done : 'refused',
    status,
    ...(reason === undefined ? {} : { reason }),
  }));
  const exit: ExitCode = results.every(({ outcome }) => outcome === done) ? 0 : 1;
  return { exit, value: results, text: resultText(results, done, terminal) };
}

/** While a window is open, the approval can be taken back. */
function announceHold(decided: readonly DecisionOutcome[], terminal: Terminal): void {
  const held = decided.filter(({ status }) => status === 'holding');
  const [first] = held;
  if (first !== undefined)
    terminal.say(
      `${counted(held.length, 'item')} held before being sent. To take one back: lanekeeper approvals undo ${first.approvalId}`,
    );
}

/** One item's end in the words scripts read. */
async function resultOf(
  session: Session,
  decided: DecisionOutcome,
  end: ApprovalSummary | undefined,
): Promise<ItemResult> {
  const id = decided.approvalId;
  if (decided.outcome === 'refused')
    return { id, outcome: 'refused', status: decided.status, reason: decided.reason ?? 'It was refused.' };
  const status = end?.status ?? decided.status;
  if (status === 'executed') return { id, outcome: 'applied', status };
  if (status === 'partly-approved')
    return { id, outcome: 'refused', status, reason: 'Another person has to approve it too.' };
  if (status === 'holding' || status === 'dispatched') {
    const hold = await standingHold(session);
    const why =
      hold === null
        ? 'It goes on by itself when what it waits for has ended, such as the undoing of a later action.'
        : `${hold.message} Then: ${settledBy(hold)}.`;
    return { id, outcome: 'refused', status, reason: `It is approved and not carried out yet. ${why}` };
  }
  if (status === 'pending')
    return { id, outcome: 'refused', status, reason: 'The approval was taken back before anything was sent.' };
  const { causeDetail } = await session.ask('approval.show', { approvalId: id });
  const outcome =
    status === 'failed' || status === 'rolled-back' ? 'failed' : status === 'unknown' ? 'unknown' : 'refused';
  return { id, outcome, status, reason: causeDetail ?? `It is ${status}.` };
}

function exitFor(results: readonly ItemResult[]): ExitCode {
  const missed = results.filter(({ outcome }) => outcome !== 'applied');
  if (missed.length === 0) return 0;
  return missed.every(({ status, outcome }) => outcome === 'refused' && waiting.has(status)) ? 3 : 1;
}

function resultText(results: readonly ItemResult[], done: ItemResult['outcome'], terminal: Terminal): string {
  const well = results.filter(({ outcome }) => outcome === done).length;
  const rows = results.map(({ id, outcome, status, reason }) => [
    id,
    outcome,
    status,
    reason === undefined ? '' : plain(reason),
  ]);
  const columns = [
    { title: 'APPROVAL' },
    { title: 'OUTCOME' },
    { title: 'STATUS' },
    { title: 'WHY', isFlexible: true as const },
  ];
  return `${table(columns, rows, terminal)}\n\n${share(well, results.length)} ${done}`;
}
