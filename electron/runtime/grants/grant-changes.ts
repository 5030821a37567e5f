import { moneyWords } from '../../../shared/domain/money.ts';
import type { GrantPerson, GrantUse } from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { systemActor, type AuditEntry } from '../engine/audit-entry.ts';
import type { Change } from '../engine/engine-port.ts';
import type { EffectState } from '../engine/states.ts';
import { evolveGrant, type GrantEvent } from './grant-events.ts';
import type { StandingGrantState } from './grant-states.ts';

/** The version after its events, with its row, its history and an audit event for each. `by` null: the runtime itself. */
export function movedGrant(
  state: StandingGrantState,
  events: readonly GrantEvent[],
  by: GrantPerson | null,
  atMs: AtMs,
): { readonly state: StandingGrantState; readonly changes: readonly Change[] } {
  let after = state;
  const changes = events.flatMap((event): Change[] => {
    after = evolveGrant(after, event, atMs);
    return [
      { put: 'standing-grant', state: after, by },
      { put: 'audit', entry: movedEntry(after, event.type, by) },
    ];
  });
  return { state: after, changes };
}

export function movedEntry(state: StandingGrantState, verb: string, by: GrantPerson | null): AuditEntry {
  const { grantId, version, status, hash, statusReason, terms } = state;
  return {
    kind: 'standing-grant.changed',
    actor: by === null ? systemActor : { kind: 'person', id: by.personId },
    role: by?.role ?? null,
    facts: { grant: grantId, version, verb, status, hash, title: terms.title, reason: statusReason },
  };
}

/** What a grant had to do with an action, with its audit event. */
export function usePut(use: GrantUse, effect: EffectState): readonly Change[] {
  const { grantId: grant, version, status: outcome, money, note } = use;
  const facts = {
    grant,
    version,
    outcome,
    envelope: use.envelopeHash,
    money: money === null ? '' : moneyWords(money),
    note,
  };
  const { runId: run, path: step, effectId, approvalId: approval } = effect;
  const about = { actor: systemActor, run, step, effect: effectId, approval };
  return [
    { put: 'grant-use', state: use },
    { put: 'audit', entry: { ...about, kind: 'standing-grant.use', facts } },
  ];
}
