/** A theme as a report's machine-readable part lists it. */
export interface Theme {
  readonly name: string;
  readonly tickets: number;
  /** How its share moved from the earlier to the later half: `+42 %`, `steady`, or empty when it cannot be told. */
  readonly growth: string;
  readonly severity: number | null;
}

/** A row that was set aside, and why. */
export interface SetAside {
  readonly where: string;
  readonly reason: string;
  readonly raw: string;
}

const nameKeys = ['name', 'title', 'label', 'theme'];
const sizeKeys = ['tickets', 'size', 'count', 'members', 'total'];

/** The themes of a JSON report, or an empty list when it has none. */
export function themesOf(text: string): Theme[] {
  const report = parse(text);
  const list = isRecord(report) ? (report['themes'] ?? report['issues']) : report;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const name = firstOf(entry, nameKeys, isText);
    const size = firstOf(entry, sizeKeys, isCountable);
    if (name === undefined || size === undefined) return [];
    const tickets = Array.isArray(size) ? size.length : size;
    return [{ name, tickets, growth: growthOf(entry['growth']), severity: numberOr(entry['severity']) }];
  });
}

/** The rows of a quarantine file: JSON lines, a JSON list, or plain lines. */
export function setAsideOf(text: string): SetAside[] {
  const whole = parse(text);
  const entries: unknown[] = Array.isArray(whole)
    ? whole
    : isRecord(whole) && Array.isArray(whole['rows'])
      ? whole['rows']
      : text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => parse(line) ?? line);
  return entries.map(readSetAside);
}

function readSetAside(entry: unknown): SetAside {
  if (!isRecord(entry))
    return { where: '', reason: typeof entry === 'string' ? entry : JSON.stringify(entry), raw: '' };
  if (typeof entry['notListed'] === 'number')
    return { where: '', reason: `${entry['notListed']} more rows were set aside and only counted.`, raw: '' };
  const where = entry['row'] ?? entry['line'] ?? entry['record'];
  const reasons = entry['reasons'];
  const reason =
    entry['sentence'] ??
    entry['reason'] ??
    (Array.isArray(reasons) ? reasons.map(String).join(' ') : undefined) ??
    entry['message'];
  const raw = entry['excerpt'] ?? entry['raw'] ?? entry['text'] ?? entry['value'] ?? entry['cells'];
  return {
    where: typeof where === 'number' || typeof where === 'string' ? String(where) : '',
    reason: typeof reason === 'string' ? reason : 'No reason was recorded.',
    raw: raw === undefined ? '' : typeof raw === 'string' ? raw : JSON.stringify(raw),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCountable(value: unknown): value is number | unknown[] {
  return typeof value === 'number' || Array.isArray(value);
}

function numberOr(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function growthOf(value: unknown): string {
  const change = isRecord(value) ? (numberOr(value['ratio']) ?? 1) - 1 : numberOr(value);
  const trend = isRecord(value) ? value['trend'] : undefined;
  if (trend === 'steady') return 'steady';
  if (change === null || trend === 'undated') return '';
  const sign = change > 0 ? '+' : change < 0 ? '\u2212' : '';
  return `${sign}${Math.round(Math.abs(change) * 100)} %`;
}

function firstOf<T>(
  entry: Record<string, unknown>,
  keys: readonly string[],
  is: (value: unknown) => value is T,
): T | undefined {
  for (const key of keys) {
    const value = entry[key];
    if (is(value)) return value;
  }
  return undefined;
}
