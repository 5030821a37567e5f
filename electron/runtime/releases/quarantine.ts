import type { Person } from '../../../shared/domain/person.ts';
import type { Pause } from '../../../shared/domain/run.ts';
import { systemActor, type AuditEntry } from '../engine/audit-entry.ts';
import type { Change, Decide } from '../engine/engine-port.ts';
import { refuse } from '../engine/run-decisions.ts';
import type { BreakerState, Quarantine } from '../engine/states.ts';
import { by } from '../verbs/by.ts';

/** What holds the release now; looked up inside the transaction. */
export interface HoldRows {
  readonly quarantine: (releaseHash: string) => Quarantine | null;
  readonly breaker: (releaseHash: string) => BreakerState | null;
}

type DecideRelease<R> = Decide<{ release: string }, R>;

/** From the commit on none of its runs is claimed, none is started, and nothing of theirs is sent. They stay as they are. */
export function quarantineRelease(person: Person | null, reason: string, rows: HoldRows): DecideRelease<Pause> {
  return ({ release }, env) => {
    if (release === null) return refuse('not-found', 'There is no such release.', 'See the list of agents.');
    const { releaseHash, agentId } = release;
    const known = rows.quarantine(releaseHash);
    if (known !== null)
      return refuse('wrong-state', `${known.by} has quarantined this release already.`, 'Nothing was changed.');
    const pause: Pause = { by: person?.printedName ?? 'Lanekeeper', reason, atMs: env.nowMs };
    const entry: AuditEntry = {
      ...(person === null ? { actor: systemActor } : by(person)),
      kind: 'agent.quarantined',
      facts: { agent: agentId, release: releaseHash, reason },
    };
    const changes: Change[] = [
      { put: 'quarantine', state: { ...pause, releaseHash, agentId } },
      { put: 'audit', entry },
    ];
    return { ok: true, changes, reply: pause };
  };
}

/** Its breaker is closed with it: whoever lets it go on has looked at why it was stopped. */
export function liftQuarantine(person: Person, reason: string, rows: HoldRows): DecideRelease<{ ok: true }> {
  return ({ release }) => {
    if (release === null) return refuse('not-found', 'There is no such release.', 'See the list of agents.');
    const { releaseHash, agentId } = release;
    const quarantine = rows.quarantine(releaseHash);
    if (quarantine === null) return refuse('wrong-state', 'This release is not quarantined.', 'Nothing was changed.');
    const facts = { agent: agentId, release: releaseHash, reason, quarantinedBy: quarantine.by };
    const changes: Change[] = [
      { put: 'quarantine-gone', releaseHash },
      { put: 'audit', entry: { ...by(person), kind: 'agent.quarantine-lifted', facts } },
    ];
    if (rows.breaker(releaseHash) !== null) changes.push({ put: 'breaker-gone', releaseHash });
    return { ok: true, changes, reply: { ok: true } };
  };
}

export function resetBreaker(person: Person, reason: string, rows: HoldRows): DecideRelease<{ ok: true }> {
  return ({ release }) => {
    if (release === null) return refuse('not-found', 'There is no such release.', 'See the list of agents.');
    const { releaseHash, agentId } = release;
    if (rows.breaker(releaseHash) === null)
      return refuse('wrong-state', 'The crash breaker of this release is closed.', 'Nothing was changed.');
    const facts = { agent: agentId, release: releaseHash, reason };
    return {
      ok: true,
      changes: [
        { put: 'breaker-gone', releaseHash },
        { put: 'audit', entry: { ...by(person), kind: 'breaker.closed', facts } },
      ],
      reply: { ok: true },
    };
  };
}
