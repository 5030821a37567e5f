import { added, moneyOf, type Amounts } from '../../../shared/domain/amounts.ts';
import type { ModelEnd } from '../../../shared/domain/model-call.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { Spent } from '../sdk/types.ts';
import type { HostRecord } from './protocol.ts';
import type { Asked } from './replay.ts';

/** What an agent says of tokens and money, as amounts; refused when it is neither. */
export function amountsOf({ tokens = 0, money = [] }: Spent): Amounts {
  if (!Number.isSafeInteger(tokens) || tokens < 0)
    throw new AgentError('invalid-spending', `${String(tokens)} is no number of tokens.`);
  let amounts: Amounts = tokens > 0 ? { tokens } : {};
  for (const text of typeof money === 'string' ? [money] : money) {
    const found = moneyOf(text);
    if (found === null)
      throw new AgentError('invalid-spending', `"${text}" is no sum of money.`, 'Write it as "0.0123 EUR".');
    amounts = added(amounts, { [found.measure]: found.amount });
  }
  return amounts;
}

/** What one attempt of a model call says it used: each saying adds to the last. */
export function createSpending({ kind, name }: Pick<Asked, 'kind' | 'name'>): {
  readonly spent: (spent: Spent) => void;
  /** How the runtime's own call ended. */
  readonly ended: (end: ModelEnd) => void;
  readonly costIsUnknown: () => void;
  readonly used: () => Pick<HostRecord, 'used' | 'model' | 'isCostUnknown'>;
} {
  let used: Amounts = {};
  let model: ModelEnd | null = null;
  let isCostUnknown = false;
  return {
    spent(spent) {
      if (kind !== 'model')
        throw new AgentError(
          'invalid-spending',
          `Step "${name}" says that it spent something; only a model call does.`,
          'Call the model with ctx.model.',
        );
      used = added(used, amountsOf(spent));
    },
    ended: (end) => void (model = end),
    costIsUnknown: () => void (isCostUnknown = true),
    used: () => ({
      ...(kind === 'model' ? { used } : {}),
      ...(model === null ? {} : { model }),
      ...(isCostUnknown ? { isCostUnknown } : {}),
    }),
  };
}
