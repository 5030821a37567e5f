import type { MethodName } from '../../shared/ipc/methods.ts';
import { methods } from '../../shared/ipc/methods.ts';
import type { Person } from '../../shared/domain/person.ts';
import { dayMs, grantTermsSchema, type GrantTerms, type StandingGrant } from '../../shared/domain/standing-grant.ts';
import { nameCommand } from '../../electron/runtime/engine/command.ts';
import { createGrantDesk, type GrantDesk } from '../../electron/runtime/grants/grant-desk.ts';
import { grantHandlers } from '../../electron/runtime/grants/grant-handlers.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import type { EngineDesk } from './engine-desk.ts';
import { ada, ben } from './prepared-workspace.ts';

export type GrantVerb = Extract<
  MethodName,
  `grant.${'save' | 'propose' | 'approve' | 'decline' | 'suspend' | 'revoke'}`
>;

export interface Grants {
  readonly desk: GrantDesk;
  verb(method: GrantVerb, input: object, by?: Person): Promise<StandingGrant>;
  /** In force: drafted and proposed by Ada, approved by Ben. */
  active(more?: object): Promise<StandingGrant>;
  now(grantId: string): StandingGrant;
}

const day0 = Date.UTC(2026, 0, 1);

/** Closes records whose id begins with `r-`: what `proposalOf` asks for. */
export function closingTerms(more: object = {}): GrantTerms {
  return grantTermsSchema.parse({
    title: 'Close records',
    ownerId: 'ada',
    agentId: 'sample',
    toolId: 'record.update',
    effectClass: 'reversible',
    scope: {
      target: { startsWith: ['record r-'] },
      arguments: [
        { path: '/recordId', type: 'text', maxLength: 40, startsWith: 'r-' },
        { path: '/set/status', type: 'text', equals: 'closed' },
      ],
    },
    count: 10,
    window: null,
    notBeforeMs: day0,
    expiresAtMs: day0 + 30 * dayMs,
    sampleOneIn: 100,
    ...more,
  });
}

export function openGrants(engineDesk: EngineDesk): Grants {
  const { engine } = engineDesk.made;
  const { stores } = engine;
  const handlers = grantHandlers({ engine, stores });
  const desk = createGrantDesk({
    engine,
    broker: engineDesk.broker,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const verb: Grants['verb'] = async (method, given, by = ada) => {
    const input = methods[method].input.parse(given);
    const command = nameCommand(systemIds.uuid(), method, by.personId, input);
    const handler = handlers[method];
    if (handler === undefined) throw new Error(`no such verb: ${method}`);
    return (await handler(input as never, { person: by, options: { command }, method })) as StandingGrant;
  };
  return {
    desk,
    verb,
    async active(more = {}) {
      const draft = await verb('grant.save', { terms: closingTerms(more) });
      const { grantId } = draft;
      const { hash } = await verb('grant.propose', { grantId, hash: draft.hash });
      return verb('grant.approve', { grantId, hash }, ben);
    },
    now(grantId) {
      const [newest] = stores.standingGrants.versions(grantId);
      if (newest === undefined) throw new Error(`no standing grant ${grantId}`);
      return newest;
    },
  };
}
