import type { InputFile } from 'lanekeeper/sdk';
import { MAIL_ADDRESS } from '../mapping/column-profile.ts';
import { dayOrderOf, readDate, settleDate, type DayOrder, type ReadDate } from '../mapping/dates.ts';
import { resolveMapping, type ResolvedMapping } from '../mapping/resolve.ts';
import { roles, type Role } from '../mapping/roles.ts';
import { cutText } from '../reading/cut-text.ts';
import { textPieces } from '../reading/file-text.ts';
import { detectLayout, rowParser } from '../reading/layout.ts';
import type { Layout } from '../reading/layout-types.ts';
import { excerptOf, type RawRow } from '../reading/raw-row.ts';
import type { Settings } from '../settings.ts';
import { contractCheck } from './check-contract.ts';
import { Quarantine, reasonOf } from './quarantine.ts';
import { rowContract, rowFormats } from './row-contract.ts';
import { RowSample } from './row-sample.ts';
import { KEPT_CHARACTERS, type Ticket } from './ticket.ts';

/** Characters of text kept in memory at once; beyond, a file is reviewed on a smaller sample. */
const TEXT_BUDGET = 24_000_000;

/** What was read from a file. */
export interface TicketsRead {
  readonly layout: Layout;
  readonly resolved: ResolvedMapping;
  readonly tickets: readonly Ticket[];
  readonly quarantine: Quarantine;
  /** Rows of the file, the header and blank lines left out. */
  readonly rows: number;
  /** Rows that met the contract; more than `tickets` where a sample was taken. */
  readonly sound: number;
  /** Tickets whose text was cut. */
  readonly cut: number;
  /** Filled recipient cells that hold no mail address. */
  readonly unusableRecipients: number;
  readonly dayOrder: { readonly order: DayOrder; readonly isProven: boolean };
}

/** How far reading has come, by the file's bytes. */
export interface ReadingProgress {
  readonly rows: number;
  readonly bytesRead: number;
}

/** Reads a file's tickets in one pass with bounded memory; rows that break the contract are set aside. */
export async function readTickets(
  file: InputFile,
  settings: Settings,
  onProgress: (progress: ReadingProgress) => void,
): Promise<TicketsRead> {
  const { encoding, delimiter, header } = settings;
  const layout = await detectLayout(file, { encoding, delimiter, header, survey: 'whole' });
  const resolved = await resolveMapping(file, layout, settings.columns);
  const intake = new TicketIntake(layout, resolved, settings);
  const parser = rowParser(layout, intake.wanted);
  for await (const piece of textPieces(file, layout.encoding.encoding)) {
    for (const row of parser.push(piece.text)) intake.take(row);
    onProgress({ rows: intake.rows, bytesRead: piece.bytesRead });
  }
  for (const row of parser.end()) intake.take(row);
  return intake.result(layout, resolved);
}

type TicketAsRead = Ticket & { readonly date: ReadDate | null; readonly isCut: boolean };

/** Checks rows one by one and keeps those that are to be reviewed. */
class TicketIntake {
  readonly wanted: readonly string[];
  rows = 0;
  readonly #roles: readonly Role[];
  readonly #check = contractCheck(rowContract, rowFormats);
  readonly #isDamaged: boolean;
  readonly #quarantine = new Quarantine();
  readonly #sample: RowSample<TicketAsRead>;
  readonly #rowOfId = new Map<string, number>();
  #sound = 0;
  #unusableRecipients = 0;

  constructor(layout: Layout, { mapping }: ResolvedMapping, settings: Settings) {
    this.#roles = roles.filter((role) => mapping[role] !== undefined);
    this.wanted = this.#roles.map((role) => mapping[role] ?? '');
    this.#isDamaged = layout.encoding.damagedBytes > 0;
    this.#sample = new RowSample({
      seed: settings.seed,
      most: settings.maxTickets,
      budget: TEXT_BUDGET,
      sizeOf: (ticket) => ticket.text.length,
    });
  }

  take(row: RawRow): void {
    this.rows += 1;
    if (row.kind === 'broken') {
      this.#quarantine.addBroken(row);
      return;
    }
    const cells = this.#cellsOf(row.values);
    const refusal = this.#refusalOf(cells, row.row);
    if (refusal !== null) {
      const excerpt = excerptOf(row.values.map((value) => value.slice(0, 200)).join(' | '));
      this.#quarantine.add({ row: row.row, line: row.line, ...refusal, excerpt });
      return;
    }
    this.#sound += 1;
    if (cells.recipient !== undefined && cells.recipient.trim() !== '' && !MAIL_ADDRESS.test(cells.recipient.trim())) {
      this.#unusableRecipients += 1;
    }
    if (this.#sample.wants(row.row)) this.#sample.add(ticketOf(row.row, cells));
  }

  result(layout: Layout, resolved: ResolvedMapping): TicketsRead {
    const kept = this.#sample.items();
    const dayOrder = dayOrderOf(kept.flatMap(({ date }) => (date === null ? [] : [date])));
    const tickets = kept.map((read) => settledTicket(read, dayOrder.order));
    return {
      layout,
      resolved,
      tickets,
      quarantine: this.#quarantine,
      rows: this.rows,
      sound: this.#sound,
      cut: kept.filter((ticket) => ticket.isCut).length,
      unusableRecipients: this.#unusableRecipients,
      dayOrder,
    };
  }

  #cellsOf(values: readonly string[]): Partial<Record<Role, string>> {
    const cells: Partial<Record<Role, string>> = {};
    for (const [place, role] of this.#roles.entries()) {
      const value = values[place] ?? '';
      cells[role] = role === 'id' ? value.trim() : value;
    }
    return cells;
  }

  #refusalOf(cells: Partial<Record<Role, string>>, row: number): ReturnType<typeof reasonOf> | null {
    if (this.#isDamaged && Object.values(cells).some((cell) => cell.includes('\ufffd'))) {
      return { reason: 'undecodable', sentence: 'The row holds bytes that are no text in the file’s encoding.' };
    }
    const violation = this.#check(cells);
    if (violation !== null) return reasonOf(violation, cells[violation.field as Role] ?? '');
    const { id } = cells;
    if (id === undefined) return null;
    const earlier = this.#rowOfId.get(id);
    if (earlier !== undefined) {
      return { reason: 'duplicate-id', sentence: `The id "${cutText(id, 60)}" already stands in row ${earlier}.` };
    }
    this.#rowOfId.set(detached(id), row);
    return null;
  }
}

function ticketOf(row: number, cells: Partial<Record<Role, string>>): TicketAsRead {
  const recipient = cells.recipient?.trim() ?? '';
  return {
    row,
    id: detached(cells.id ?? `row-${row}`),
    text: detached(cutText(cells.text ?? '', KEPT_CHARACTERS)),
    isCut: (cells.text ?? '').length > KEPT_CHARACTERS,
    receivedAtMs: null,
    date: cells.receivedAt === undefined ? null : readDate(cells.receivedAt),
    recipient: MAIL_ADDRESS.test(recipient) ? detached(recipient) : null,
    customer: oneLine(cells.customer, 80),
    product: oneLine(cells.product, 120),
  };
}

function settledTicket(read: TicketAsRead, order: DayOrder): Ticket {
  const { row, id, text, recipient, customer, product, date } = read;
  const receivedAtMs = date === null ? null : settleDate(date, order);
  return { row, id, text, receivedAtMs, recipient, customer, product };
}

function oneLine(cell: string | undefined, length: number): string | null {
  const line = (cell ?? '')
    .slice(0, 1_000)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
    .trim();
  return line === '' ? null : detached(cutText(line, length));
}

/** A well-formed copy that does not hold on to the piece of the file it was cut from, which V8's slices do. */
function detached(text: string): string {
  return JSON.parse(JSON.stringify(text.toWellFormed())) as string;
}
