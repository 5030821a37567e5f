import { canonicalHash } from '../json/canonical.ts';
import { maxGrantLifeMs, type GrantPerson } from '../../../shared/domain/standing-grant.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { when } from '../approvals/refusals.ts';
import { canGrantMove, type GrantCommand, type GrantEvent } from './grant-events.ts';
import type { StandingGrantState } from './grant-states.ts';

export interface GrantEnv {
  /** Trusted time. */
  readonly nowMs: AtMs;
  /** Makes the key that tells which actions are sampled. */
  readonly sampleKey: () => string;
  /** Who added the agent's release; null: it is built in. */
  readonly releaseAuthor: string | null;
  /** What it was bound to when it was proposed is no longer so: why. */
  readonly brokenBecause: string | null;
  /** Profiles of one person have one identity (A13). */
  readonly identityOf: (personId: string) => string;
}

export type GrantDecided =
  | { readonly ok: true; readonly events: readonly GrantEvent[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly hint?: string };

/** What a command does to one version of a standing grant. Pure. */
export function decideGrant(state: StandingGrantState, command: GrantCommand, env: GrantEnv): GrantDecided {
  switch (command.kind) {
    case 'redraft':
      return redraft(state, command);
    case 'propose':
      return propose(state, command, env);
    case 'approve':
    case 'decline':
      return answer(state, command, env);
    case 'suspend':
      return end(state, 'suspended', command.by, {
        type: 'suspended',
        cause: command.cause,
        reason: said(command.by, command.reason),
      });
    case 'revoke':
      return end(state, 'revoked', command.by, { type: 'revoked', reason: said(command.by, command.reason) });
    case 'expire':
      return end(state, 'expired', null, { type: 'expired' });
    case 'use-up':
      return end(state, 'used-up', null, { type: 'used-up' });
  }
}

/** What a person decides on: any other terms, version or world has another hash. */
export function hashOfGrant({
  grantId,
  version,
  terms,
  bound,
}: Pick<StandingGrantState, 'grantId' | 'version' | 'terms' | 'bound'>): string {
  return canonicalHash({ grantId, version, terms, bound });
}

function redraft(state: StandingGrantState, { by, terms }: Extract<GrantCommand, { kind: 'redraft' }>): GrantDecided {
  if (state.status !== 'draft')
    return refuse('wrong-state', `It is ${state.status}, and only a draft is changed.`, renewIt);
  if (state.createdBy !== by.personId)
    return refuse('not-allowed', 'Somebody else drafted it. Make a draft of your own.');
  return { ok: true, events: [{ type: 'drafted', terms, hash: hashOfGrant({ ...state, terms }) }] };
}

function propose(
  state: StandingGrantState,
  { by, hash, bound }: Extract<GrantCommand, { kind: 'propose' }>,
  env: GrantEnv,
): GrantDecided {
  const { terms } = state;
  if (state.status !== 'draft')
    return refuse('wrong-state', `It is ${state.status}, and only a draft is proposed.`, renewIt);
  if (hash !== state.hash) return stale;
  if (!canDecide(by.role, 'gate').allowed)
    return refuse('not-allowed', `The role ${by.role} decides on no actions, so it can propose no standing grant.`);
  if (terms.expiresAtMs <= env.nowMs)
    return refuse('invalid-input', `It would have expired ${when(terms.expiresAtMs)}.`);
  if (terms.expiresAtMs - Math.max(terms.notBeforeMs, env.nowMs) > maxGrantLifeMs)
    return refuse('invalid-input', 'It would last longer than 90 days. Give an earlier end; it can be renewed.');
  return { ok: true, events: [{ type: 'proposed', by, bound, hash: hashOfGrant({ ...state, bound }) }] };
}

function answer(
  state: StandingGrantState,
  command: Extract<GrantCommand, { kind: 'approve' | 'decline' }>,
  env: GrantEnv,
): GrantDecided {
  const { by, hash, reason } = command;
  const { proposedBy, terms } = state;
  if (state.status !== 'proposed' || proposedBy === null) {
    const { decidedBy, decidedAtMs } = state;
    const who = decidedBy === null ? '' : ` ${decidedBy.printedName} decided on it ${when(decidedAtMs ?? 0)}.`;
    return refuse('already-decided', `It is ${state.status}; nothing waits for a decision.${who}`);
  }
  if (hash !== state.hash) return stale;
  const permission = canDecide(by.role, 'gate-two');
  if (!permission.allowed) return refuse('not-allowed', `A reviewer decides on a standing grant. ${permission.reason}`);
  if (command.kind === 'decline') return { ok: true, events: [{ type: 'declined', by, reason }] };
  const isBy = (personId: string | null): boolean =>
    personId !== null && env.identityOf(personId) === env.identityOf(by.personId);
  if (isBy(proposedBy.personId)) return refuse('not-allowed', 'You proposed it; somebody else has to approve it.');
  if (isBy(terms.ownerId)) return refuse('not-allowed', 'You are to own it; somebody else has to approve it.');
  if (isBy(state.createdBy)) return refuse('not-allowed', 'You drafted it; somebody else has to approve it.');
  if (isBy(env.releaseAuthor)) return refuse('not-allowed', 'You added its agent; somebody else has to approve it.');
  if (env.nowMs >= terms.expiresAtMs)
    return refuse('stale', `It would have expired ${when(terms.expiresAtMs)}. Propose it again.`);
  if (env.brokenBecause !== null)
    return refuse('stale', `What it was proposed for has changed. ${env.brokenBecause} Nothing was decided.`, renewIt);
  return { ok: true, events: [{ type: 'approved', by, sampleKey: env.sampleKey(), reason }] };
}

/** Narrowing takes one person, or none. */
function end(
  state: StandingGrantState,
  status: 'suspended' | 'revoked' | 'expired' | 'used-up',
  by: GrantPerson | null,
  event: GrantEvent,
): GrantDecided {
  if (by !== null && !canDecide(by.role, 'gate').allowed && by.role !== 'admin')
    return refuse('not-allowed', `The role ${by.role} reads and exports only.`);
  return canGrantMove(state.status, status)
    ? { ok: true, events: [event] }
    : refuse(
        'wrong-state',
        `It is ${state.status}${state.statusReason === '' ? '' : `: ${state.statusReason}`}`,
        state.status === 'proposed' ? 'Decline or revoke it instead.' : undefined,
      );
}

function said(by: GrantPerson | null, reason: string): string {
  if (by === null) return reason;
  return reason === '' ? `By ${by.printedName}.` : `By ${by.printedName}: ${reason}`;
}

const renewIt = 'Renew it: that makes its next version, as a draft.';

function refuse(code: ErrorCode, message: string, hint?: string): Extract<GrantDecided, { ok: false }> {
  return { ok: false, code, message, ...(hint === undefined ? {} : { hint }) };
}

const stale = refuse('stale', 'It changed after you opened it; nothing was decided. Open it again.');
