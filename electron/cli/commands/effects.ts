import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { followEffect } from '../follow/follow-effect.ts';
import { effectView } from '../views/run-view.ts';
import { plain } from '../output/words.ts';

export const effectsReconcile = command({
  name: 'effects reconcile',
  operands: 'EFFECT',
  takes: { least: 1, most: 1 },
  about: 'settle an action whose outcome is unknown from what you found out',
  kind: 'changes',
  options: {
    happened: { type: 'boolean', about: 'it happened' },
    'did-not-happen': { type: 'boolean', about: 'it did not happen' },
    reason: { type: 'string', value: 'TEXT', about: 'how you know (required)' },
  },
  async run({ operands, options, session }) {
    if (options.happened === options['did-not-happen'])
      throw new UsageError('Say either --happened or --did-not-happen.');
    const { reason } = options;
    if (reason === undefined || reason.trim() === '') throw new UsageError('Say with --reason TEXT how you know.');
    const verdict = options.happened ? 'happened' : 'did-not-happen';
    const effect = await (await session()).act('effect.reconcile', { effectId: operands[0] ?? '', verdict, reason });
    return { exit: 0, value: effectView(effect), text: `${plain(effect.title)}: ${effect.status}.` };
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
