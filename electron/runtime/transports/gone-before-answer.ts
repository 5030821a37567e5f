import { LanekeeperError } from '../../../shared/errors.ts';

/** What a caller is told when the runtime went away: a command may or may not have been carried out, a question was not. */
export function goneBeforeAnswer(method: string, { hasCommand }: { readonly hasCommand: boolean }): LanekeeperError {
  return hasCommand
    ? new LanekeeperError(
        'outcome-unknown',
        `The runtime went away before it answered ${method}; it may have happened.`,
        {
          hint: 'Send the same command again: if it was carried out, the first answer comes back.',
        },
      )
    : new LanekeeperError('unreachable', `The runtime is not there to answer ${method}. Nothing was changed.`, {
        hint: 'It restarts by itself; ask again.',
      });
}
