import { identityIn } from '../approvals/identity.ts';
import type { Loaded, Env } from '../engine/engine-port.ts';
import { toolRegistry } from '../tools/registry.ts';
import { toolSchemaHash } from '../tools/schema-hash.ts';
import { isAway } from '../../../shared/domain/duty.ts';
import type { GrantTerms } from '../../../shared/domain/standing-grant.ts';
import type { GrantWorld } from './still-holds.ts';

type Around = Pick<Loaded<Record<string, never>>, 'policy' | 'person' | 'people' | 'grants' | 'driftAlert'>;

/** What a standing grant for this agent and tool is held against now, from the rows found in the transaction. */
export function grantWorldOf(
  { agentId, toolId }: Pick<GrantTerms, 'agentId' | 'toolId'>,
  { policy, person, people, grants, driftAlert }: Around,
  env: Pick<Env, 'nowMs'>,
  isClockHeld = false,
): GrantWorld {
  return {
    nowMs: env.nowMs,
    releaseHash: grants.releaseInForce(agentId),
    policy: { id: policy.policy.id, version: policy.policy.version, hash: policy.hash },
    tool: toolOf(toolId),
    identityOf: identityIn({ people: people() }),
    roleOf: (personId) => person(personId)?.role ?? null,
    isAway: (personId) => {
      const profile = people().find((one) => one.personId === personId);
      return profile !== undefined && isAway(profile, env.nowMs) && profile.absence?.standIn === null;
    },
    driftAlert,
    isClockHeld,
  };
}

/** Version and schema of a tool; null: there is none of that id. */
export function toolOf(toolId: string): GrantWorld['tool'] {
  const facts = toolRegistry.get(toolId);
  return facts === undefined ? null : { version: facts.version, schemaHash: toolSchemaHash(facts.schema) };
}
