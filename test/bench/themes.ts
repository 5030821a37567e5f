import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import { readTickets } from '../../electron/runtime/agents/ticket-review/language/reader.ts';
import { analyseTickets, groupTickets } from '../../electron/runtime/agents/ticket-review/themes/analyse.ts';
import { seededRandom } from '../../electron/runtime/agents/ticket-review/themes/seeded-random.ts';
import type { Theme, TicketText } from '../../electron/runtime/agents/ticket-review/themes/types.ts';
import { plainKMeans } from './plain-k-means.ts';
import type { Agreement } from './v-measure.ts';
import { agreement } from './v-measure.ts';

/** What to measure on; each default is the bundled sample's. */
export interface ThemesArgs {
  readonly input?: string | undefined;
  readonly text?: string | undefined;
  readonly label?: string | undefined;
}

/** Middle (mean over seeds, median over timed runs) and range. */
export interface Spread {
  readonly middle: number;
  readonly min: number;
  readonly max: number;
}

/** One slice of the tickets, grouped on its own. */
export interface ThemesRow {
  readonly slice: string;
  readonly tickets: number;
  readonly v: Spread;
  readonly homogeneity: Spread;
  readonly completeness: Spread;
  /** V-measure of TF-IDF and one k-means run with as many groups, in the same sitting. */
  readonly floor: Spread;
}

export interface ThemesTable {
  readonly rows: readonly ThemesRow[];
  readonly themes: readonly { readonly name: string; readonly tickets: number }[];
  /** Names that equal a label, or hold a company's name. Should be empty. */
  readonly namesToReject: readonly string[];
  /** Reading, grouping and naming on one core: median and range of {@link TIMED_RUNS} runs. */
  readonly ticketsPerSecond: Spread;
  readonly seeds: number;
}

type Row = Readonly<Record<string, string>>;

const SEEDS = 10;
const MAX_THEMES = 20;
const TIMED_RUNS = 5;
const EVERYDAY_SHARE = 0.05;
const SAMPLE = new URL('../fixtures/complaints-300.csv', import.meta.url);
const LABEL_COLUMNS = ['Product', 'Sub-product', 'Issue', 'Sub-issue'];

/** Groups the tickets by their text alone, then compares the themes with the labels, on the whole and on halves. */
export function benchThemes(args: ThemesArgs = {}): ThemesTable {
  const text = args.text ?? 'Consumer complaint narrative';
  const label = args.label ?? 'Issue';
  const file = readFileSync(args.input ?? SAMPLE, 'utf8');
  const rows = Papa.parse<Row>(file, { header: true, skipEmptyLines: true }).data;
  for (const column of [text, label])
    if (!(column in (rows[0] ?? {}))) throw new Error(`There is no column named ${column}.`);
  const slices = slicesOf(rows).filter((slice) => slice.rows.length >= 50);
  const tickets = rows.map((row) => ({ text: row[text] ?? '' }));
  const { themes, perSecond } = timed(tickets);
  return {
    rows: slices.map((slice) => measure(slice.name, slice.rows, text, label)),
    themes: themes.map((theme) => ({ name: theme.name, tickets: theme.members.length })),
    namesToReject: namesToReject(themes, rows, text),
    ticketsPerSecond: perSecond,
    seeds: SEEDS,
  };
}

function measure(name: string, rows: readonly Row[], text: string, label: string): ThemesRow {
  const tickets = rows.map((row) => ({ text: row[text] ?? '' }));
  const labels = rows.map((row) => row[label] ?? '');
  const readings = readTickets(tickets);
  const ours: Agreement[] = [];
  const floor: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { themes } = groupTickets(tickets, readings, { seed, maxThemes: MAX_THEMES });
    ours.push(agreement(labels, groupOfTicket(themes, tickets.length)));
    const plain = plainKMeans(
      tickets.map((ticket) => ticket.text),
      themes.length,
      seededRandom(seed),
    );
    floor.push(agreement(labels, plain).v);
  }
  return {
    slice: name,
    tickets: rows.length,
    v: spread(ours.map((one) => one.v)),
    homogeneity: spread(ours.map((one) => one.homogeneity)),
    completeness: spread(ours.map((one) => one.completeness)),
    floor: spread(floor),
  };
}

function slicesOf(rows: readonly Row[]): { name: string; rows: readonly Row[] }[] {
  const slices: { name: string; rows: readonly Row[] }[] = [{ name: 'whole', rows }];
  const dates = rows.map((row) => row['Date received'] ?? '').toSorted();
  const middle = dates[Math.floor(dates.length / 2)];
  if (middle !== undefined && middle !== '') {
    slices.push({ name: `received before ${middle}`, rows: rows.filter((row) => row['Date received']! < middle) });
    slices.push({ name: `received from ${middle} on`, rows: rows.filter((row) => row['Date received']! >= middle) });
    const year = (row: Row) => Number(row['Date received']!.slice(0, 4));
    slices.push({ name: 'years up to 2018', rows: rows.filter((row) => year(row) <= 2018) });
    slices.push({ name: 'years from 2019', rows: rows.filter((row) => year(row) >= 2019) });
  }
  if (rows[0] !== undefined && 'Company' in rows[0]) {
    slices.push({ name: 'companies, half a', rows: rows.filter((row) => halfOf(row['Company']!) === 0) });
    slices.push({ name: 'companies, half b', rows: rows.filter((row) => halfOf(row['Company']!) === 1) });
  }
  return slices;
}

/** Parity of the FNV-1a hash, so that every complaint about one company falls into one half. */
function halfOf(company: string): number {
  let hash = 0x811c9dc5;
  for (const letter of company) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return (hash >>> 8) & 1;
}

function groupOfTicket(themes: readonly Theme[], tickets: number): number[] {
  const groups = Array.from({ length: tickets }, () => -1);
  for (const [group, theme] of themes.entries()) for (const ticket of theme.members) groups[ticket] = group;
  return groups;
}

function namesToReject(themes: readonly Theme[], rows: readonly Row[], text: string): string[] {
  const labels = new Set(LABEL_COLUMNS.flatMap((column) => rows.map((row) => (row[column] ?? '').toLowerCase())));
  const texts = rows.map((row) => row[text] ?? '');
  const companies = new Set(
    rows.map((row) => companyName(row['Company'] ?? '')).filter((name) => isTelling(name, texts)),
  );
  return themes
    .map((theme) => theme.name)
    .filter((name) => labels.has(name) || [...companies].some((company) => ` ${name} `.includes(` ${company} `)));
}

/** One-word companies whose name is an everyday small-letter word ("card") cannot be told from that word. */
function isTelling(company: string, texts: readonly string[]): boolean {
  if (company.length <= 2 || company.includes(' ')) return company.length > 2;
  const word = new RegExp(`\\b${company.replaceAll(/[^\p{L}\d]/gu, '.')}\\b`, 'u');
  return texts.filter((text) => word.test(text)).length < EVERYDAY_SHARE * texts.length;
}

/** A company as people write it: lower case, without its legal form. */
function companyName(company: string): string {
  return company
    .toLowerCase()
    .replaceAll(/[.,&]/gu, ' ')
    .replaceAll(/\b(?:inc|llc|llp|lp|corp|corporation|company|co|na|n a|national association|ltd)\b/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function spread(values: readonly number[]): Spread {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { middle, min: Math.min(...values), max: Math.max(...values) };
}

function cell({ middle, min, max }: Spread): string {
  return `${middle.toFixed(3)} (${min.toFixed(3)}-${max.toFixed(3)})`;
}

function timed(tickets: readonly TicketText[]): { themes: readonly Theme[]; perSecond: Spread } {
  let themes: readonly Theme[] = [];
  const rates: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run += 1) {
    const startedAt = performance.now();
    ({ themes } = analyseTickets(tickets, { seed: 1, maxThemes: MAX_THEMES }));
    rates.push((tickets.length / (performance.now() - startedAt)) * 1000);
  }
  const middle = rates.toSorted((a, b) => a - b)[Math.floor(TIMED_RUNS / 2)]!;
  return { themes, perSecond: { middle, min: Math.min(...rates), max: Math.max(...rates) } };
}

function speedLine({ middle, min, max }: Spread): string {
  return `reading, grouping and naming: ${middle.toFixed(0)} tickets/s (${min.toFixed(0)}-${max.toFixed(0)} in ${TIMED_RUNS} runs)`;
}

/** Prints the table as `npm run bench` shows it. */
export function printThemes(table: ThemesTable): void {
  const columns = ['slice', 'tickets', 'V-measure', 'homogeneity', 'completeness', 'floor V'];
  const lines = table.rows.map((row) => [
    row.slice,
    String(row.tickets),
    ...[row.v, row.homogeneity, row.completeness, row.floor].map((value) => cell(value)),
  ]);
  const widths = columns.map((column, at) => Math.max(column.length, ...lines.map((line) => line[at]!.length)));
  for (const line of [columns, ...lines]) console.log(line.map((value, at) => value.padEnd(widths[at]!)).join('  '));
  console.log(
    `\nmean (min-max) over ${table.seeds} seeds; at most ${MAX_THEMES} themes; the agent never reads the labels`,
  );
  console.log(`floor: TF-IDF and one k-means run\n${speedLine(table.ticketsPerSecond)}\n\nthemes (seed 1):`);
  for (const theme of table.themes) console.log(`${String(theme.tickets).padStart(6)}  ${theme.name}`);
  console.log(`\nnames that equal a label or hold a company: ${table.namesToReject.join(', ') || 'none'}`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { input: { type: 'string' }, text: { type: 'string' }, label: { type: 'string' } },
  });
  printThemes(benchThemes(values));
}
