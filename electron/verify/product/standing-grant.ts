import { dayMs, type GrantTerms } from '../../../shared/domain/standing-grant.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import { reviewer, secondReviewer, type Command } from './command.ts';
import { familyAgent } from './family.ts';
import type { Random } from './random.ts';

/** Two people who allow the record changes of the families beforehand, for a few at a time, and renew what is used up. */
export interface StandingGrants {
  furnish(client: RuntimeClient): Promise<void>;
  /** Takes the newest version one step further in its life. */
  attend(client: RuntimeClient): Promise<void>;
}

const lookShare = 0.4;
/** Of those in force when they are looked at. */
const endShare = 0.05;
const declineShare = 0.1;

export function createStandingGrants(random: Random, command: Command): StandingGrants {
  async function save(client: RuntimeClient, grantId?: string): Promise<void> {
    const input = { ...(grantId === undefined ? {} : { grantId }), terms: terms(Date.now()) };
    await command(client, 'grant.save', input);
  }

  return {
    furnish: (client) =>
      command(client, 'person.create', { personId: secondReviewer, printedName: 'Ben K.', role: 'reviewer' }),
    async attend(client) {
      if (!random.chance(lookShare)) return;
      const [newest] = (await client.call('grant.list', {})).grants;
      if (newest === undefined) return save(client);
      const { grantId, hash } = newest;
      switch (newest.status) {
        case 'draft':
          return command(client, 'grant.propose', { grantId, hash });
        case 'proposed':
          return random.chance(declineShare)
            ? command(client, 'grant.decline', { grantId, hash, reason: 'not now' }, { as: secondReviewer })
            : command(client, 'grant.approve', { grantId, hash }, { as: secondReviewer });
        case 'active':
          if (!random.chance(endShare)) return;
          return command(client, random.pick(['grant.suspend', 'grant.revoke'] as const), {
            grantId,
            reason: 'enough',
          });
        default:
          return save(client, grantId);
      }
    },
  };
}

/** Few enough to be used up, and every third of them goes to a person all the same. */
function terms(nowMs: number): GrantTerms {
  return {
    title: 'Rounds of a family',
    ownerId: reviewer,
    agentId: familyAgent,
    toolId: 'record.update',
    effectClass: 'reversible',
    scope: {
      target: { startsWith: ['record '] },
      arguments: [
        { path: '/recordId', type: 'text', maxLength: 100 },
        { path: '/set/round', type: 'number', atLeast: 1, atMost: 2 },
      ],
      lists: [],
    },
    money: [],
    count: 4,
    window: null,
    notBeforeMs: nowMs,
    expiresAtMs: nowMs + dayMs,
    sampleOneIn: 3,
    reason: 'they only count their rounds',
  };
}
