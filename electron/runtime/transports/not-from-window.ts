import type { WireError } from '../../../shared/errors.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';

/** Methods that read a path of this machine, or go with a file of it: for the command line, not for a window. */
export const commandLineOnly: ReadonlySet<string> = new Set<MethodName>([
  'file.import',
  'backup.createAt',
  'backup.restoreFrom',
  'secret.change',
]);

/** A window is hostile ground: it may hand a file over, and may not name one on this machine. */
export function notFromWindow(method: string): WireError {
  return {
    code: 'not-allowed',
    message: `${method} goes with a file on this machine, which a window may not name; nothing was read or changed.`,
    hint: 'Choose the file in the window, or use the command line.',
  };
}
