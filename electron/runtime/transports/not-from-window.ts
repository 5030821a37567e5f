import type { WireError } from '../../../shared/errors.ts';
import type { MethodName } from '../../../shared/ipc/methods.ts';

/** Methods that read a path of this machine, or go with a file of it: for the command line, not for a window. */
const commandLineOnly: ReadonlySet<string> = new Set<MethodName>([
  'file.import',
  'backup.createAt',
  'backup.restoreFrom',
  'secret.change',
]);

/**
 * Why a window may not ask for this; null where it may. A window is hostile ground: it may hand a file over, and may not
 * name one on this machine. `input` may be anything: a relay asks before it is parsed, so that it knows no schema.
 */
export function notFromWindow(method: string, input: unknown): WireError | null {
  if (!commandLineOnly.has(method) && !namesFolder(input)) return null;
  return {
    code: 'not-allowed',
    message: `${method} goes with a file on this machine, which a window may not name; nothing was read or changed.`,
    hint: 'Choose the file in the window, or use the command line.',
  };
}

/** A watched folder is one of this machine's, in a schedule's plan. */
function namesFolder(input: unknown): boolean {
  const { trigger, plan } = fieldsOf(input);
  return [trigger, fieldsOf(plan)['trigger']].some((one) => fieldsOf(one)['kind'] === 'folder');
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
