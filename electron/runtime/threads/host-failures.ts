import type { RunError } from '../../../shared/domain/run.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { AtMs, Ms } from '../../../shared/ids.ts';
import { endedAtStart } from '../hosts/host-end.ts';
import { HostRefused } from './host-pool.ts';

/** Hosts of one release that may fail within a minute before its runs stop for attention. */
const mostFailures = 5;
const windowMs: Ms = 60_000;
const backoffMs: Ms = 500;

/** What becomes of the runs of a host that could not start: another try after a while, or (null) they are told why not. */
export interface HostFailures {
  judge(releaseHash: string, thrown: unknown): { readonly error: RunError; readonly againAfterMs: Ms | null };
}

export function createHostFailures(nowMs: () => AtMs): HostFailures {
  const failures = new Map<string, AtMs[]>();
  return {
    judge(releaseHash, thrown) {
      const recent = (failures.get(releaseHash) ?? []).filter((at) => at > nowMs() - windowMs).concat(nowMs());
      failures.set(releaseHash, recent);
      const error = hostError(thrown);
      // What the code or this machine refuses, it refuses again.
      const isTriedAgain = recent.length < mostFailures && endedAtStart.has(error.code);
      return { error, againAfterMs: isTriedAgain ? backoffMs * recent.length : null };
    },
  };
}

/** Why a host could not start, as its runs are told. */
function hostError(thrown: unknown): RunError {
  if (thrown instanceof HostRefused) return thrown.runError;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof LanekeeperError)) return { code: 'host-failed', message };
  return { code: thrown.code, message, ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) };
}
