import { LanekeeperError } from '../../../shared/errors.ts';

/** The command was written in a way it cannot be understood; nothing was started. Ends with exit code 2. */
export class UsageError extends LanekeeperError {
  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super('invalid-input', message, options);
    this.name = 'UsageError';
  }
}
