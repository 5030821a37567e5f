import { stoppedWhat } from '../../../shared/domain/stop-scope.ts';
import type { Stop } from '../../../shared/domain/workspace.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';
import type { EffectBundle } from '../engine/states.ts';
import type { Decided } from './events.ts';

/** A command that changes nothing, and why. */
export function refuse(code: ErrorCode, message: string): Extract<Decided, { ok: false }> {
  return { ok: false, code, message };
}

/** Who decided last and when, for the one who came too late (A8). */
export function decidedBefore(bundle: EffectBundle): string {
  const last = bundle.decisions.at(-1);
  if (last === undefined) return 'its state is another one now.';
  if (last.decision === 'expire') return `nobody answered, and it expired ${when(last.atMs)}.`;
  if (last.decision === 'supersede') return `the agent proposed it anew ${when(last.atMs)}.`;
  // Nobody took it back: what asked for it is gone.
  if (last.decision === 'withdraw' && last.role === 'system')
    return `it was withdrawn ${when(last.atMs)}: ${last.reason}.`;
  const verbs = {
    approve: 'approved it',
    reject: 'rejected it',
    respond: 'answered it',
    undo: 'took the approval back',
    withdraw: 'withdrew it',
    edit: 'edited it',
  };
  return `${last.printedName} ${verbs[last.decision]} ${when(last.atMs)}.`;
}

/** Why nothing can be decided any more, in one sentence with who and when. */
export function closedReason(bundle: EffectBundle): string {
  const status = bundle.approval?.status ?? bundle.effect.status;
  return `the item is ${status}; ${decidedBefore(bundle)}`;
}

/** Why nothing is approved while a stop covers it (A19): an approval then would only be recalled. */
export function stoppedReason(stop: Stop): string {
  const what = stoppedWhat(stop.scope);
  return `${stop.by} stopped ${what} ${when(stop.atMs)}, so nothing was approved. The item is kept and still waits. Lift the emergency stop, then approve it; rejecting is possible now.`;
}

/** Why an item is not approved together with others (A4, A14); null when it may be. */
export function aloneReason(
  { uninspectable }: { readonly uninspectable: readonly string[] },
  { among, people }: { readonly among: number; readonly people: number },
): string | null {
  if (among <= 1) return null;
  const [first] = uninspectable;
  if (first !== undefined)
    return `It has to be approved by itself, since not all of it can be seen for what it is (${first}). Nothing was decided on it; open it alone.`;
  return people > 1
    ? 'More than one person decides on it, so it is decided one by one. Nothing was decided on it; open it alone.'
    : null;
}

/** A moment in UTC, as decisions are stored: `2026-11-21 02:52:21 UTC`. */
export function when(atMs: AtMs): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
