import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
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
  about: 'roll an action back through the undo its tool declares',
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const effect = await (await session()).act('effect.compensate', { effectId: operands[0] ?? '' });
    const receipt = effect.receipt === null ? '' : ` ${plain(effect.receipt.summary)}.`;
    return {
      exit: effect.status === 'compensated' ? 0 : 1,
      value: effectView(effect),
      text: `${plain(effect.title)}: ${effect.status}.${receipt}`,
    };
  },
});
