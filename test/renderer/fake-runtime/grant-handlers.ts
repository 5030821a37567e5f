import { LanekeeperError } from '../../../shared/errors.ts';
import type { StandingGrant } from '../../../shared/domain/standing-grant.ts';
import type { Handlers } from './handlers.ts';
import { sha256 } from './state.ts';
import type { FakeRuntime } from './runtime.ts';

type GrantHandlers = Pick<Handlers, Extract<keyof Handlers, `grant.${string}`>>;

/** Standing grants as the stand-in has them: their lives, without anything being let through. */
export const grantHandlers: GrantHandlers = {
  'grant.save': ({ grantId, terms }, runtime, as) => {
    const { state, nowMs } = runtime;
    const newest = state.grants.find((grant) => grant.grantId === grantId);
    const version = newest?.status === 'draft' ? newest.version : (newest?.version ?? 0) + 1;
    const atMs = nowMs();
    const draft: StandingGrant = {
      grantId: newest?.grantId ?? `grant-${state.grants.length + 1}`,
      version,
      status: 'draft',
      cause: null,
      statusReason: '',
      terms,
      bound: null,
      hash: sha256(JSON.stringify({ version, terms })),
      proposedBy: null,
      proposedAtMs: null,
      decidedBy: null,
      decidedAtMs: null,
      createdBy: as,
      createdAtMs: atMs,
      changedAtMs: atMs,
    };
    return put(runtime, draft);
  },
  'grant.propose': ({ grantId }, runtime, as) => {
    const { policy } = { policy: { id: 'default', version: 1, hash: sha256('policy') } };
    const bound = { releaseHash: sha256('release'), policy, tool: { version: '1', schemaHash: sha256('tool') } };
    return moved(runtime, grantId, {
      status: 'proposed',
      bound,
      proposedBy: personOf(runtime, as),
      proposedAtMs: runtime.nowMs(),
    });
  },
  'grant.approve': ({ grantId, reason }, runtime, as) => {
    const grant = found(runtime, grantId);
    if (grant.proposedBy?.personId === as)
      throw new LanekeeperError('not-allowed', 'You proposed it; somebody else has to approve it.');
    return decided(runtime, grantId, 'active', reason, as);
  },
  'grant.decline': ({ grantId, reason }, runtime, as) => decided(runtime, grantId, 'declined', reason, as),
  'grant.suspend': ({ grantId, reason }, runtime) =>
    moved(runtime, grantId, { status: 'suspended', cause: 'by-a-person', statusReason: reason }),
  'grant.revoke': ({ grantId, reason }, runtime) =>
    moved(runtime, grantId, { status: 'revoked', statusReason: reason }),
};

function decided(
  runtime: FakeRuntime,
  grantId: string,
  status: 'active' | 'declined',
  statusReason: string,
  as: string,
) {
  const decidedBy = personOf(runtime, as);
  return moved(runtime, grantId, { status, statusReason, decidedBy, decidedAtMs: runtime.nowMs() });
}

function moved(runtime: FakeRuntime, grantId: string, part: Partial<StandingGrant>): StandingGrant {
  return put(runtime, { ...found(runtime, grantId), ...part, changedAtMs: runtime.nowMs() });
}

function put(runtime: FakeRuntime, grant: StandingGrant): StandingGrant {
  const { state } = runtime;
  state.grants = [grant, ...state.grants.filter(({ grantId }) => grantId !== grant.grantId)];
  runtime.publish('workspace.changed', { reason: 'standing-grants' });
  return grant;
}

function found({ state }: FakeRuntime, grantId: string): StandingGrant {
  const grant = state.grants.find((one) => one.grantId === grantId);
  if (grant === undefined) throw new LanekeeperError('not-found', `There is no standing grant ${grantId}.`);
  return grant;
}

function personOf({ state }: FakeRuntime, as: string): { personId: string; printedName: string; role: string } {
  return state.people.find(({ personId }) => personId === as) ?? { personId: as, printedName: as, role: 'reviewer' };
}
