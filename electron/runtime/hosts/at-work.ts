import { runContext } from './run-context.ts';

/** Which run a host's thread is in, and in which of its steps (null: between two). */
export interface AtWork {
  readonly runId: string;
  readonly step: string | null;
}

/** Room for a run's id and the name of a step; a longer name is cut. */
const noteBytes = 512;
const lengthBytes = 4;

let note: Buffer | null = null;

export function newNote(): SharedArrayBuffer {
  return new SharedArrayBuffer(lengthBytes + noteBytes);
}

/** From now on this thread keeps its note here, where its supervisor can read it while the thread answers nothing. */
export function keepNoteIn(shared: SharedArrayBuffer): void {
  note = Buffer.from(shared);
}

/** Called wherever a run's code is about to go on: it costs one short write. */
export function enter(runId: string, step: string | null): void {
  if (note === null) return;
  const length = note.write(step === null ? runId : `${runId}\n${step}`, lengthBytes, noteBytes, 'utf8');
  note.writeInt32LE(length, 0);
}

/** The same for code that goes on by itself, from a timer or a file, in the context it was begun in. */
export function enterAgain(): void {
  const context = runContext.getStore();
  if (context !== undefined) enter(context.runId, context.step);
}

/** What the thread had begun last; null before its first run. */
export function readNote(shared: SharedArrayBuffer): AtWork | null {
  const kept = Buffer.from(shared);
  const text = kept.toString('utf8', lengthBytes, lengthBytes + kept.readInt32LE(0));
  const [runId = '', ...step] = text.split('\n');
  return runId === '' ? null : { runId, step: step.length === 0 ? null : step.join('\n') };
}
