import type { GrantVerbs } from '../../../shared/domain/grant-backtest.ts';
import type { Person, Profile } from '../../../shared/domain/person.ts';
import type { AtMs } from '../../../shared/ids.ts';
import { identityIn } from '../approvals/identity.ts';
import { canDecide } from '../../../shared/domain/deciding-role.ts';
import { decideGrant, type GrantEnv } from './decide-grant.ts';
import type { GrantCommand } from './grant-events.ts';
import type { StandingGrantState } from './grant-states.ts';

export interface VerbsWorld {
  readonly nowMs: AtMs;
  readonly releaseAuthor: string | null;
  readonly people: readonly Profile[];
}

/** Why a verb cannot be used now by this person; null: it can. Told by the decision itself. */
export function verbsOf(versions: readonly StandingGrantState[], by: Person | null, world: VerbsWorld): GrantVerbs {
  const [newest] = versions;
  if (newest === undefined || by === null) {
    const nobody = 'Choose a profile first: a change needs a person behind it.';
    return { propose: nobody, approve: nobody, decline: nobody, suspend: nobody, revoke: nobody, renew: nobody };
  }
  const env: GrantEnv = {
    nowMs: world.nowMs,
    sampleKey: () => '',
    releaseAuthor: world.releaseAuthor,
    brokenBecause: null,
    identityOf: identityIn({ people: world.people }),
  };
  const why = (grant: StandingGrantState, command: GrantCommand): string | null => {
    const decided = decideGrant(grant, command, env);
    return decided.ok ? null : decided.message;
  };
  const { hash } = newest;
  const bound = newest.bound ?? {
    releaseHash: '',
    policy: { id: '', version: 0, hash: '' },
    tool: { version: '', schemaHash: '' },
  };
  const inForce = versions.find(({ status }) => status === 'active') ?? newest;
  const open = versions.find((one) => why(one, { kind: 'revoke', by, reason: '' }) === null) ?? newest;
  return {
    propose: why(newest, { kind: 'propose', by, hash, bound }),
    approve: why(newest, { kind: 'approve', by, hash, reason: '' }),
    decline: why(newest, { kind: 'decline', by, hash, reason: '' }),
    suspend: why(inForce, { kind: 'suspend', by, cause: 'by-a-person', reason: '' }),
    revoke: why(open, { kind: 'revoke', by, reason: '' }),
    renew: notRenewed(newest, by),
  };
}

function notRenewed({ status, createdBy }: StandingGrantState, by: Person): string | null {
  if (!canDecide(by.role, 'gate').allowed)
    return `The role ${by.role} decides on no actions, so it renews no standing grant.`;
  if (status === 'proposed') return 'Its next version waits for a decision.';
  return status === 'draft' && createdBy !== by.personId ? 'Somebody else drafts its next version.' : null;
}
