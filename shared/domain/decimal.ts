interface Decimal {
  /** The number is `digits` divided by ten to the power of `scale`. */
  readonly digits: bigint;
  readonly scale: number;
}

/** More digits than any amount has; what is longer is no number here. */
const longest = 100;
const largestExponent = 400;

/** Whether it is a number, or a text that is one: `12`, `-0.5`, `99.50`, `1e3`. */
export function isDecimal(value: unknown): value is number | string {
  return decimalOf(value) !== null;
}

/** Below 0, 0 or above 0 as `one` is less than, equal to or more than `other`; exact, and null where one is no number. */
export function compareDecimals(one: unknown, other: unknown): number | null {
  const left = decimalOf(one);
  const right = decimalOf(other);
  if (left === null || right === null) return null;
  const scale = Math.max(left.scale, right.scale);
  const difference = scaledTo(left, scale) - scaledTo(right, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** The sum of whole numbers times decimals, rounded up to a whole number; null where a decimal is none. */
export function sumUp(products: readonly (readonly [times: number, decimal: string])[]): bigint | null {
  let total: Decimal = { digits: 0n, scale: 0 };
  for (const [times, text] of products) {
    const found = decimalOf(text);
    if (found === null) return null;
    const scale = Math.max(total.scale, found.scale);
    total = { digits: scaledTo(total, scale) + BigInt(times) * scaledTo(found, scale), scale };
  }
  const unit = 10n ** BigInt(total.scale);
  const whole = total.digits / unit;
  return total.digits > 0n && total.digits % unit !== 0n ? whole + 1n : whole;
}

function decimalOf(value: unknown): Decimal | null {
  if (typeof value === 'number') return Number.isFinite(value) ? decimalOf(String(value)) : null;
  if (typeof value !== 'string' || value.length > longest) return null;
  const found = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(value.trim());
  if (found === null) return null;
  const [, sign = '', main = '', part = '', exponent = '0'] = found;
  const scale = part.length - Number(exponent);
  if (Math.abs(Number(exponent)) > largestExponent) return null;
  const digits = BigInt(`${sign === '-' ? '-' : ''}${main}${part}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function scaledTo({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
