import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { followEffect } from '../follow/follow-effect.ts';
import { effectView } from '../views/run-view.ts';
import { table } from '../output/table.ts';
import { plain, timeFrom } from '../output/words.ts';

export const effectsReconcile = command({
  name: 'effects reconcile',
  operands: 'EFFECT',
  takes: { least: 1, most: 1 },
  about: 'settle an action whose outcome is unknown, from what you found out',
  details: `--retry has it sent again under the same key, where whoever has it already does nothing twice: within the time its
key is recognised and the approval it was sent under. Where it can be asked after, it is asked first.`,
  kind: 'changes',
  options: {
    happened: { type: 'boolean', about: 'it happened' },
    'did-not-happen': { type: 'boolean', about: 'it did not happen' },
    retry: { type: 'boolean', about: 'send it again with the same key' },
    reason: { type: 'string', value: 'TEXT', about: 'how you know (required)' },
  },
  async run({ operands, options, session, terminal }) {
    const said = verdicts.filter((verdict) => options[verdict]);
    const [verdict] = said;
    if (verdict === undefined || said.length > 1)
      throw new UsageError('Say one of --happened, --did-not-happen and --retry.');
    const { reason } = options;
    if (reason === undefined || reason.trim() === '') throw new UsageError('Say with --reason TEXT how you know.');
    const open = await session();
    const settled = await open.act('effect.reconcile', { effectId: operands[0] ?? '', verdict, reason });
    const effect = verdict === 'retry' ? await followEffect(open, settled, terminal) : settled;
    const isKnown = effect.status !== 'unknown';
    const why = isKnown || effect.causeDetail === null ? '' : ` ${plain(effect.causeDetail)}`;
    return {
      exit: isKnown ? 0 : 1,
      value: effectView(effect),
      text: `${plain(effect.title)}: ${effect.status}.${why}`,
    };
  },
});

const verdicts = ['happened', 'did-not-happen', 'retry'] as const;

const columns = [
  { title: 'EFFECT' },
  { title: 'SENT' },
  { title: 'ACTION', isFlexible: true },
  { title: 'RETRY', isFlexible: true },
] as const;

export const effectsUnknown = command({
  name: 'effects unknown',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the actions whose outcome nobody knows, the oldest first',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const { effects, total } = await (await session()).ask('effect.unknown', { limit: 200 });
    const nowMs = Date.now();
    const rows = effects.map(({ effect, sentAtMs, retry }) => [
      effect.effectId,
      timeFrom(sentAtMs, nowMs),
      plain(effect.title),
      retry.untilMs === null ? plain(retry.whyNot ?? '') : `possible until ${timeFrom(retry.untilMs, nowMs)}`,
    ]);
    const more = total > effects.length ? `\nand ${total - effects.length} more` : '';
    return {
      exit: 0,
      value: effects.map(({ effect, sentAtMs, retry }) => ({ ...effectView(effect), sentAtMs, retry })),
      text: effects.length === 0 ? 'Nothing is unknown.' : `${table(columns, rows, terminal)}${more}`,
      ...(effects.length === 0
        ? {}
        : { next: 'Next: lanekeeper effects reconcile EFFECT --happened | --did-not-happen | --retry --reason TEXT' }),
    };
  },
});

export const effectsRollback = command({
  name: 'effects rollback',
  operands: 'EFFECT',
  takes: { least: 1, most: 1 },
  about: 'ask for an action to be undone through the undo its tool declares',
  details: `The undoing is an action of its own: the policy judges it, and it asks for a decision as any other. Exit code 3
while it waits for one, 0 once it is undone, 1 otherwise.`,
  kind: 'changes',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for the audit log' } },
  async run({ operands, options, session, terminal }) {
    const open = await session();
    const asked = await open.act('effect.compensate', {
      effectId: operands[0] ?? '',
      reason: options.reason ?? '',
    });
    const undo = await followEffect(open, asked, terminal);
    const outcome = undo.receipt?.summary ?? undo.causeDetail ?? '';
    const text = `${plain(undo.title)}: ${undo.status}.${outcome === '' ? '' : ` ${plain(outcome)}.`}`;
    const value = { ...effectView(undo), undoes: undo.compensates, approval: undo.approvalId };
    if (undo.status !== 'waiting-decision') return { exit: undo.status === 'done' ? 0 : 1, value, text };
    return { exit: 3, value, text, next: `Next: lanekeeper approvals show ${undo.approvalId}` };
  },
});
