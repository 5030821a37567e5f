import type { DecisionOutcome } from '../../../shared/domain/approval.ts';
import { addresseeSchema } from '../../../shared/domain/duty.ts';
import { readUntil } from '../arguments/until.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { ExitCode, Outcome } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { chooseItems } from '../input/approval-items.ts';
import type { ChosenItem } from '../input/approval-items.ts';
import { table } from '../output/table.ts';
import { plain, share } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

const operands = 'ID[@HASH]…';
const takes = { least: 1, most: 500 };
const reason = { type: 'string', value: 'TEXT', about: 'why, for the audit log' } as const;

export const approvalsEscalate = command({
  name: 'approvals escalate',
  operands,
  takes,
  about: 'ask the next of the chain, or somebody else, to decide',
  details: `Without --to it goes to the next of its chain, as the policy or the settings state it. Nobody is kept from deciding.`,
  kind: 'changes',
  options: {
    to: { type: 'string', value: 'WHOM', about: 'person:ID or role:reviewer, role:operator, role:admin' },
    reason,
  },
  async run({ operands: named, options, session, terminal }) {
    const to = options.to ?? null;
    if (to !== null && !addresseeSchema.safeParse(to).success)
      throw new UsageError(`--to ${to} names nobody.`, {
        hint: 'Write person:ID, role:reviewer, role:operator or role:admin.',
      });
    return perform(await session(), named, terminal, 'escalated', (open, items) =>
      open.act('approval.escalate', { items, to, reason: options.reason ?? '' }),
    );
  },
});

export const approvalsSnooze = command({
  name: 'approvals snooze',
  operands,
  takes,
  about: 'hide actions from your own list for a time; never past their expiry',
  kind: 'changes',
  options: {
    until: { type: 'string', value: 'WHEN', about: '2h, 3d, or 2026-01-31T08:00 (required unless --end)' },
    'or-acted': { type: 'boolean', about: 'list them again earlier when somebody else does something with them' },
    end: { type: 'boolean', about: 'list them again now' },
  },
  async run({ operands: named, options, session, terminal }) {
    const untilMs = options.end ? null : readUntil('until', options.until, Date.now());
    return perform(await session(), named, terminal, options.end ? 'listed again' : 'snoozed', (open, items) =>
      open.act('approval.snooze', { items, untilMs, event: options['or-acted'] ? 'somebody-acts' : null }),
    );
  },
});

export const approvalsDelegate = command({
  name: 'approvals delegate',
  operands,
  takes,
  about: 'have somebody else decide in your place, for a time',
  details: `They decide under their own name and role, kept as "for" you; nobody counts twice by it. Then it is yours again.
For everything that is addressed to you while you are away: lanekeeper people absence.`,
  kind: 'changes',
  options: {
    to: { type: 'string', value: 'PERSON', about: 'the id of who decides (required)' },
    until: { type: 'string', value: 'WHEN', about: '2h, 3d, or 2026-01-31T08:00 (required)' },
    reason,
  },
  async run({ operands: named, options, session, terminal }) {
    const { to } = options;
    if (to === undefined) throw new UsageError('Handing it on needs --to PERSON.');
    const untilMs = readUntil('until', options.until, Date.now());
    return perform(await session(), named, terminal, 'handed on', (open, items) =>
      open.act('approval.delegate', { items, to, untilMs, reason: options.reason ?? '' }),
    );
  },
});

export const approvalsWithdraw = command({
  name: 'approvals withdraw',
  operands,
  takes,
  about: 'take back what was asked for; nobody refused it, and it does not run',
  details: `For who started the run or asked for it, operators and admins, until something is sent. A reviewer rejects instead.`,
  kind: 'changes',
  options: { reason },
  async run({ operands: named, options, session, terminal }) {
    return perform(await session(), named, terminal, 'withdrawn', (open, items) =>
      open.act('approval.withdraw', { items, reason: options.reason ?? '' }),
    );
  },
});

export const approvalsReserve = command({
  name: 'approvals reserve',
  operands: 'ID',
  takes: { least: 1, most: 1 },
  about: 'say that you are looking at an action, for two minutes; others may decide all the same',
  kind: 'changes',
  options: { 'take-over': { type: 'boolean', about: 'also where somebody else is looking at it' } },
  async run({ operands: [approvalId = ''], options, session }) {
    const open = await session();
    const me = await open.person();
    const { reservedBy } = await open.act('approval.reserve', { approvalId, takeOver: options['take-over'] });
    const text =
      reservedBy === null
        ? 'Nothing was reserved: you work alone here, or it waits for nobody.'
        : reservedBy.personId === me
          ? `You have it open until ${new Date(reservedBy.untilMs).toLocaleTimeString()}.`
          : `${plain(reservedBy.printedName)} has it open until ${new Date(reservedBy.untilMs).toLocaleTimeString()}. You may decide all the same, or add --take-over.`;
    return { exit: reservedBy === null || reservedBy.personId === me ? 0 : 1, value: { reservedBy }, text };
  },
});

export const approvalsRelease = command({
  name: 'approvals release',
  operands: 'ID',
  takes: { least: 1, most: 1 },
  about: 'say that you are not looking at an action any more',
  kind: 'changes',
  options: {},
  async run({ operands: [approvalId = ''], session }) {
    const open = await session();
    await open.person();
    await open.act('approval.release', { approvalId });
    return { exit: 0, value: { ok: true }, text: 'Given back.' };
  },
});

type Seen = { readonly approvalId: string; readonly envelopeHash: string; readonly version: number };

/** Reads and shows each item, and does it at the version and with the bytes that were read. */
async function perform(
  open: Session,
  named: readonly string[],
  terminal: Terminal,
  done: string,
  act: (open: Session, items: Seen[]) => Promise<{ results: readonly DecisionOutcome[] }>,
): Promise<Outcome> {
  await open.person();
  const chosen = await chooseItems(open, { operands: named, runId: undefined, isAll: false }, terminal);
  const { results } = await act(open, chosen.map(seenOf));
  const rows = results.map(({ approvalId, outcome, status, reason: why = '' }) => [
    approvalId,
    outcome === 'decided' ? done : 'refused',
    status,
    plain(why),
  ]);
  const columns = [
    { title: 'APPROVAL' },
    { title: 'OUTCOME' },
    { title: 'STATUS' },
    { title: 'WHY', isFlexible: true as const },
  ];
  const well = results.filter(({ outcome }) => outcome === 'decided').length;
  const exit: ExitCode = well === results.length ? 0 : 1;
  const value = results.map(({ approvalId, outcome, status, reason: why }) => ({
    id: approvalId,
    outcome: outcome === 'decided' ? done : 'refused',
    status,
    ...(why === undefined ? {} : { reason: why }),
  }));
  return { exit, value, text: `${table(columns, rows, terminal)}\n\n${share(well, results.length)} ${done}` };
}

function seenOf({ approval, envelopeHash }: ChosenItem): Seen {
  return { approvalId: approval.approvalId, envelopeHash, version: approval.version };
}
