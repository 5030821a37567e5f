/**
 * What work uses up, by measure: `tokens`, `model-calls`, `tool-calls`, `steps`, `wall` (ms of work, waits left out),
 * and `money:EUR` (a key for each currency). Whole numbers; money in millionths of the currency's main unit, because
 * one call often costs less than a cent.
 */
export type Amounts = Readonly<Record<string, number>>;

export const plainMeasures = ['tokens', 'model-calls', 'tool-calls', 'wall', 'steps'] as const;
const moneyPrefix = 'money:';
const perMainUnit = 1_000_000;
/** Sums of amounts stay exact up to here. */
const most = Number.MAX_SAFE_INTEGER / 1_000;

export function isMeasure(key: string): boolean {
  return isPlain(key) || /^money:[A-Z]{3}$/.test(key);
}

function isPlain(key: string): boolean {
  return (plainMeasures as readonly string[]).includes(key);
}

/** Measures that a call of a model alone uses up; a call that says nothing of them is still refused when they are used up. */
export function isSpentByModels(measure: string): boolean {
  return measure === 'tokens' || measure === 'model-calls' || measure.startsWith(moneyPrefix);
}

export function added(one: Amounts, other: Amounts, sign: 1 | -1 = 1): Amounts {
  const sum: Record<string, number> = { ...one };
  for (const [measure, n] of Object.entries(other)) {
    const total = (sum[measure] ?? 0) + sign * n;
    if (total === 0) delete sum[measure];
    else sum[measure] = total;
  }
  return sum;
}

/** `2.50EUR`, `2.5 EUR`: the measure and the amount of it; null when it is no sum of money. */
export function moneyOf(text: string): { readonly measure: string; readonly amount: number } | null {
  const found = /^(\d{1,9})(?:\.(\d{1,6}))?\s*([A-Za-z]{3})$/.exec(text.trim());
  if (found === null) return null;
  const [, main = '0', part = '', currency = ''] = found;
  return {
    measure: `${moneyPrefix}${currency.toUpperCase()}`,
    amount: Number(main) * perMainUnit + Number(part.padEnd(6, '0')),
  };
}

/** `tokens=10000`, `money=2.50EUR`, `wall=10m`; null when it is none of them. */
export function limitOf(name: string, value: string): { readonly measure: string; readonly amount: number } | null {
  const found =
    name === 'money' ? moneyOf(value) : { measure: name, amount: name === 'wall' ? span(value) : whole(value) };
  if (found === null || !(name === 'money' ? isMeasure(found.measure) : isPlain(name))) return null;
  return Number.isSafeInteger(found.amount) && found.amount > 0 && found.amount <= most ? found : null;
}

function whole(value: string): number {
  return /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
}

const spans: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function span(value: string): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value.trim());
  return found === null ? Number.NaN : Math.round(Number(found[1]) * (spans[found[2] ?? ''] ?? Number.NaN));
}

/** How an amount is written on a command line, as `limitOf` reads it. */
export function writtenAmount(measure: string, amount: number): string {
  if (measure.startsWith(moneyPrefix)) return `${moneyDigits(measure, amount)}${measure.slice(moneyPrefix.length)}`;
  if (measure !== 'wall') return String(amount);
  const unit = ['h', 'm', 's'].find((name) => amount > 0 && amount % (spans[name] ?? 1) === 0);
  return unit === undefined ? `${amount}ms` : `${amount / (spans[unit] ?? 1)}${unit}`;
}

/** An amount in words: `10,000 tokens`, `2.50 EUR`, `1 tool call`, `90 s of work`. */
export function amountWords(measure: string, amount: number): string {
  if (measure.startsWith(moneyPrefix)) return `${moneyDigits(measure, amount)} ${measure.slice(moneyPrefix.length)}`;
  if (measure === 'wall') return `${workWords(amount)} of work`;
  const one = { tokens: 'token', 'model-calls': 'model call', 'tool-calls': 'tool call', steps: 'step' }[measure];
  return `${amount.toLocaleString('en')} ${one ?? measure}${amount === 1 ? '' : 's'}`;
}

/** Each measure of these in words. */
export function usedWordsOf(used: Amounts): string {
  const parts = Object.entries(used)
    .filter(([, amount]) => amount !== 0)
    .map(([measure, amount]) => amountWords(measure, amount));
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** A measure's name, as a table's first column has it. */
export function measureWords(measure: string): string {
  if (measure.startsWith(moneyPrefix)) return `money (${measure.slice(moneyPrefix.length)})`;
  return measure === 'wall' ? 'time of work' : measure.replace('-', ' ');
}

function workWords(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 6_000) / 10} min` : `${Math.round(ms / 360_000) / 10} h`;
}

/** At least the digits the currency is written with, at most the six that are kept. */
function moneyDigits(measure: string, amount: number): string {
  const least = fractionDigits(measure.slice(moneyPrefix.length));
  const text = (amount % perMainUnit).toString().padStart(6, '0');
  const part = text.slice(0, Math.max(least, text.replace(/0+$/, '').length));
  return `${Math.floor(amount / perMainUnit)}${part === '' ? '' : `.${part}`}`;
}

function fractionDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}
