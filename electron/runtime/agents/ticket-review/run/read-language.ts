import type { StepContext } from 'lanekeeper/sdk';
import { readTicket } from '../language/reader.ts';
import type { Reading } from '../themes/types.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { loadPlain, plainRef, type Plain, type PlainRef, type Stored } from './stored.ts';

/** Which part of all tickets one step reads. */
export interface LanguagePiece {
  readonly piece: Stored;
  readonly before: number;
  readonly total: number;
}

const PROGRESS_EVERY = 25;

/** Reads the language of one piece of tickets and stores the readings. */
export async function readLanguage({ piece, before, total }: LanguagePiece, step: StepContext): Promise<PlainRef> {
  const tickets = await loadPlain<readonly Ticket[]>(step, piece.ref);
  const startedAtMs = Date.now();
  const readings: Plain<Reading>[] = [];
  for (const [index, ticket] of tickets.entries()) {
    readings.push(readTicket(ticket.text));
    if ((index + 1) % PROGRESS_EVERY !== 0 && index + 1 < tickets.length) continue;
    step.signal.throwIfAborted();
    const done = before + index + 1;
    const etaMs = Math.round(((Date.now() - startedAtMs) / (index + 1)) * (total - done));
    step.progress({ phase: 'Reading language', done, total, unit: 'tickets', etaMs });
    await breath();
  }
  return plainRef(await step.store(readings));
}

/** Lets the thread answer its messages (a cancel, a heartbeat) between two tickets. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
