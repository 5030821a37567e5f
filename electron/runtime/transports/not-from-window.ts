import type { WireError } from '../../../shared/errors.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';

/** Methods that read a path of this machine: the command line may name one, a window may not. */
export const commandLineOnly: ReadonlySet<string> = new Set<MethodName>([
  'file.import',
  'backup.createAt',
  'backup.restoreFrom',
]);

/** A window is hostile ground: it may hand a file over, and may not name one on this machine. */
export function notFromWindow(method: string): WireError {
  return {
    code: 'not-allowed',
    message: `${method} names a path on this machine, which a window may not do; nothing was read.`,
    hint: 'Choose the file in the window, or use the command line.',
  };
}
