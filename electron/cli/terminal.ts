import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { LanekeeperError } from '../../shared/errors.ts';
import { surviveClosedOutput } from '../runtime/closed-output.ts';

/** Where a command's words go. Results go to standard output, everything else to standard error. */
export interface Terminal {
  /** A person is there to read and to answer. */
  readonly isInteractive: boolean;
  /** Columns of a terminal; null when the output goes into a file or a pipe. */
  readonly width: number | null;
  /** Writes a result; resolves when it has left. */
  print(text: string): Promise<void>;
  say(line: string): void;
  /** What is going on just now: replaced in place on a terminal; elsewhere a line of its own for each new `phase`. */
  showProgress(line: string, phase: string): void;
  /** A piece of a result while it comes, as it is; false where nobody watches it come. */
  stream(piece: string): boolean;
  /** Makes text less prominent, where that can be shown. */
  dim(text: string): string;
  /** Asks a person some questions; refused when they leave instead of answering. */
  talk<T>(questions: (ask: (question: string) => Promise<string>) => Promise<T>): Promise<T>;
}

/** The terminal this process runs in; `NO_COLOR` and pipes turn colour off. */
export function systemTerminal(): Terminal {
  let shown = '';
  let shownPhase = '';
  // `lanekeeper … | head` closes the pipe early: that is no failure of the command.
  surviveClosedOutput();

  function clearProgress(): void {
    if (shown !== '' && process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
    shown = '';
  }

  return {
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
    width: process.stdout.isTTY ? widthOf(process.stdout) : null,
    print(text) {
      clearProgress();
      return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
    },
    say(line) {
      clearProgress();
      process.stderr.write(`${line}\n`);
    },
    showProgress(line, phase) {
      if (!process.stderr.isTTY) {
        if (phase !== shownPhase) process.stderr.write(`${line}\n`);
      } else if (line !== shown) process.stderr.write(`\r\u001b[2K${cut(line, widthOf(process.stderr) - 1)}`);
      shown = line;
      shownPhase = phase;
    },
    stream(piece) {
      if (!process.stdout.isTTY) return false;
      clearProgress();
      process.stdout.write(piece);
      return true;
    },
    dim: (text) => styleText('dim', text, { stream: process.stdout }),
    async talk(questions) {
      clearProgress();
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await questions(async (question) => (await lines.question(question)).trim());
      } catch (cause) {
        if (!(cause instanceof Error) || cause.name !== 'AbortError') throw cause;
        process.stderr.write('\n');
        throw new LanekeeperError('no-person', 'The questions were not answered, so nothing was changed.', { cause });
      } finally {
        lines.close();
      }
    },
  };
}

/** Some terminals say that they have no columns at all. */
function widthOf({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? 80 : columns;
}

function cut(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, Math.max(0, most - 1))}…`;
}
