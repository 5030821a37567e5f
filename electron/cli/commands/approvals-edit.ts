import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import type { EditPreview } from '../../../shared/domain/edit.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { ExitCode } from '../command.ts';
import { watchApprovals } from '../follow/follow-approvals.ts';
import { chooseItems } from '../input/approval-items.ts';
import { counted, plain } from '../output/words.ts';

export const approvalsEdit = command({
  name: 'approvals edit',
  operands: 'ID@HASH',
  takes: { least: 1, most: 1 },
  about: 'put an edited action in the place of a waiting one, and approve it where that is yours to do',
  details: `The parameters are a JSON file, or - for standard input. Old and new are printed with the tier before anything is
done; where the edited action asks others, it waits for them. The agent is told both versions. Exit code 0: approved and
carried out, 1: refused or not carried out, 3: it waits for others.`,
  kind: 'changes',
  options: {
    params: { type: 'string', value: 'FILE|-', about: 'the parameters it shall have, as JSON (required)' },
    tool: { type: 'string', value: 'TOOL', about: 'another tool of its agent; the action meets the gate of that tool' },
    target: { type: 'string', value: 'TEXT', about: 'another target' },
    reason: { type: 'string', value: 'TEXT', about: 'why; the agent is told (required)' },
    'only-send': { type: 'boolean', about: 'let others decide on it, also where you could' },
  },
  async run({ operands, options, session, terminal }) {
    const { reason, params: file, tool, target } = options;
    if (file === undefined) throw new UsageError('An edit needs --params FILE, or --params - to read it from a pipe.');
    if (reason === undefined || reason.trim() === '')
      throw new UsageError('An edit needs --reason TEXT: the agent is told why.');
    const params = await readParams(file);
    const open = await session();
    await open.person();
    const [item] = await chooseItems(open, { operands, runId: undefined, isAll: false }, terminal);
    if (item === undefined) throw new UsageError('Name an approval.');
    if (item.refusal !== null) throw new LanekeeperError('refused', item.refusal);
    const detail = await open.ask('approval.show', { approvalId: item.approval.approvalId });
    const { approvalId, version } = item.approval;
    const draft = {
      item: { approvalId, envelopeHash: item.envelopeHash, version },
      params,
      ...(tool === undefined ? {} : { tool }),
      ...(target === undefined ? {} : { target }),
    };
    const preview = await open.askAs('approval.previewEdit', draft);
    terminal.say(editText(detail, preview));
    const { verdict, refused, code } = preview;
    if (verdict === null) throw new LanekeeperError(code ?? 'refused', refused ?? 'It would be refused.');
    const approve = verdict.whyNotApprove === null && !options['only-send'];
    const { next } = await open.act('approval.edit', { ...draft, preview: verdict.token, approve, reason });
    const value = { id: approvalId, next, changes: preview.changes };
    if (next.status === 'waiting-decision') {
      const waits = `It waits for ${counted(verdict.approvers, 'approval')} of others: ${next.approvalId ?? ''}@${next.envelopeHash}`;
      return { exit: 3, value, text: waits };
    }
    if (next.approvalId === null)
      return { exit: 0, value, text: `The policy lets it run by itself: ${plain(next.title)}` };
    const approval = await open.ask('approval.show', { approvalId: next.approvalId });
    const watch = watchApprovals(open, [approval], terminal);
    try {
      if (verdict.holdMs > 0)
        terminal.say(`Held before it is sent. To take it back: lanekeeper approvals undo ${next.approvalId}`);
      const end = (await watch.settled([next.approvalId])).get(next.approvalId);
      const status = end?.status ?? approval.status;
      const exit: ExitCode = status === 'executed' ? 0 : status === 'holding' || status === 'dispatched' ? 3 : 1;
      return { exit, value: { ...value, status }, text: `${status}: ${plain(next.title)}` };
    } finally {
      watch.close();
    }
  },
});

/** Old and new, and whom the new one asks. */
function editText(detail: ApprovalDetail, { changes, verdict, problems }: EditPreview): string {
  const lines = [
    `Now:    ${plain(detail.title)} (${detail.tier})`,
    verdict === null
      ? 'Edited: it would be refused.'
      : `Edited: ${plain(verdict.title)} (${verdict.tier}: ${verdict.sentence})`,
    ...changes.map(({ field, before, after }) => `  ${plain(field)}: ${side(before)} -> ${side(after)}`),
    ...problems.map(({ field, problem }) => `  ${field === '' ? 'parameters' : plain(field)}: ${plain(problem)}`),
  ];
  if (verdict?.whyNotApprove !== undefined && verdict.whyNotApprove !== null)
    lines.push(`You do not approve it with this: ${verdict.whyNotApprove}`);
  return lines.join('\n');
}

function side(value: string | null): string {
  return value === null ? '(nothing)' : `"${plain(value)}"`;
}

/** The text as it stands: the runtime refuses what a parser would change, and says where. */
async function readParams(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LanekeeperError('not-found', `The file ${file} cannot be read. Nothing was changed.`, { cause });
  }
}
