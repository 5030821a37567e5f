import { amountWords, type Amounts } from '../../../shared/domain/amounts.ts';
import type { CallLine } from '../../../shared/domain/budget.ts';
import type { TurnModelCall } from '../../../shared/domain/conversation.ts';

const noUsage: TurnModelCall['usage'] = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** The model calls of a turn as its ledger has them; one that was cut off, and the one made in its place, are two. */
export function modelsOf(lines: readonly CallLine[]): TurnModelCall[] {
  return lines
    .filter(({ kind }) => kind === 'model')
    .map((line): TurnModelCall => {
      const { sentSha256 = null, end = null } = line.model ?? {};
      const tokens = line.used?.['tokens'] ?? 0;
      return {
        path: line.path,
        endpointId: end?.endpointId ?? '',
        model: end?.model ?? line.name,
        status: statusOf(line),
        reason: end?.reason ?? null,
        usage: end?.usage ?? { ...noUsage, inputTokens: tokens },
        money: moneyOfAmounts(line.used ?? line.estimate)[0] ?? null,
        passedOver: end?.passedOver ?? [],
        firstByteMs: end?.firstByteMs ?? null,
        firstTokenMs: end?.firstTokenMs ?? null,
        tookMs: end?.tookMs ?? Math.max(0, (line.endedAtMs ?? line.atMs) - line.atMs),
        sentSha256,
        isKept: end?.isKept ?? false,
      };
    });
}

function statusOf({ status, model }: CallLine): TurnModelCall['status'] {
  if (status === 'settled') return model?.end?.status ?? 'completed';
  return status === 'reserved' ? 'running' : 'unknown';
}

/** All of a turn's calls; of one nobody knows the end of, what it reserved. */
export function costOf(lines: readonly CallLine[]): {
  readonly tokens: number;
  readonly money: string[];
  readonly isAtMost: boolean;
} {
  const sum = new Map<string, number>();
  for (const line of lines)
    for (const [measure, n] of Object.entries(line.used ?? line.estimate))
      sum.set(measure, (sum.get(measure) ?? 0) + n);
  const isAtMost = lines.some(({ kind, status }) => kind === 'model' && status !== 'settled');
  return { tokens: sum.get('tokens') ?? 0, money: moneyOfAmounts(Object.fromEntries(sum)), isAtMost };
}

function moneyOfAmounts(amounts: Amounts): string[] {
  return Object.entries(amounts)
    .filter(([measure, n]) => measure.startsWith('money:') && n > 0)
    .map(([measure, n]) => amountWords(measure, n));
}
