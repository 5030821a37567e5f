import { AgentError, type InputFile, type StepContext } from 'lanekeeper/sdk';
import { noRows } from '../mapping/resolve.ts';
import { encodingNames } from '../reading/encoding.ts';
import { delimiterName, formatName } from '../reading/layout.ts';
import type { FileFacts, QuarantineSummary } from '../report/review.ts';
import type { Settings } from '../settings.ts';
import { reasonNames, type Quarantine } from '../tickets/quarantine.ts';
import { readTickets, type TicketsRead } from '../tickets/read-tickets.ts';
import { storeInPieces, type Stored } from './stored.ts';

/** What the step that reads the file returns: facts, and references to what it stored. */
export type RowsRead = {
  readonly file: FileFacts;
  /** Tickets in pieces; each piece is one step of reading language. */
  readonly pieces: readonly Stored[];
  readonly tickets: number;
  readonly quarantine: QuarantineSummary;
  readonly quarantined: readonly Stored[];
};

const TICKETS_A_PIECE = 250;
const QUARANTINED_A_PIECE = 5_000;
const PROGRESS_EVERY_MS = 200;

/** Reads the run's file and stores its tickets and its quarantine outside the journal. */
export async function readRows(file: InputFile, settings: Settings, step: StepContext): Promise<RowsRead> {
  const startedAtMs = Date.now();
  let shownAtMs = startedAtMs;
  const read = await readTickets(file, settings, ({ rows, bytesRead }) => {
    step.signal.throwIfAborted();
    const nowMs = Date.now();
    if (nowMs - shownAtMs < PROGRESS_EVERY_MS) return;
    shownAtMs = nowMs;
    const share = bytesRead / file.bytes;
    const total = Math.max(rows, Math.round(rows / share));
    const etaMs = Math.round(((nowMs - startedAtMs) * (1 - share)) / share);
    step.progress({ phase: 'Reading rows', done: rows, total, unit: 'rows', etaMs });
  });
  step.progress({ phase: 'Reading rows', done: read.rows, total: read.rows, unit: 'rows', etaMs: 0 });
  return {
    file: factsOf(file, read),
    pieces: await storeInPieces(step, read.tickets, TICKETS_A_PIECE),
    tickets: read.tickets.length,
    quarantine: summaryOf(read.quarantine),
    quarantined: await storeInPieces(step, read.quarantine.rows, QUARANTINED_A_PIECE),
  };
}

/** The error of a run that found no ticket; what was set aside stays in its quarantine artifact. */
export function nothingToReview({ file, quarantine }: RowsRead): AgentError {
  if (quarantine.total === 0) return noRows(file);
  const reasons = quarantine.reasons.map(
    ({ reason, rows }) => `${rows.toLocaleString('en-US')} ${reasonNames[reason]}`,
  );
  return new AgentError(
    'no-usable-rows',
    `None of the ${file.rows.toLocaleString('en-US')} rows of ${file.name} can be reviewed: ${reasons.join(', ')}. They were kept in quarantine.jsonl.`,
    `Check the column mapping (text is "${file.columns.text}") and the rows listed there, then start again.`,
  );
}

function factsOf(file: InputFile, read: TicketsRead): FileFacts {
  const { layout, resolved, dayOrder } = read;
  const { shape, encoding } = layout;
  return {
    name: file.name,
    sha256: file.sha256,
    bytes: file.bytes,
    format: formatName(layout),
    delimiter: shape.format === 'separated' && layout.columns.length > 1 ? delimiterName(shape.delimiter) : null,
    encoding: encodingNames[encoding.encoding],
    hasHeader: shape.format !== 'separated' || shape.hasHeader,
    columns: resolved.mapping,
    proposed: resolved.proposed,
    rows: read.rows,
    sound: read.sound,
    cut: read.cut,
    damagedBytes: encoding.damagedBytes,
    unusableRecipients: read.unusableRecipients,
    dayOrder: dayOrder.isProven ? dayOrder.order : 'not-proven',
  };
}

function summaryOf(quarantine: Quarantine): QuarantineSummary {
  const reasons = [...quarantine.counts]
    .toSorted(([, left], [, right]) => right - left)
    .flatMap(([reason, rows]) => {
      const example = quarantine.firstOf(reason);
      return example === undefined ? [] : [{ reason, rows, example }];
    });
  return { total: quarantine.total, reasons };
}
