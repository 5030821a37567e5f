import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Stores } from '../store/stores.ts';
import { answerGrant, proposeGrant, revokeGrant, saveGrant, suspendGrant } from './grant-commands.ts';

export interface GrantHandlersWorld {
  readonly engine: Engine;
  readonly stores: Pick<Stores, 'standingGrants'>;
}

/** The engine's methods on standing grants. What they end is taken back by the desk. */
export function grantHandlers({ engine, stores }: GrantHandlersWorld): Readonly<Record<string, Handler>> {
  /** Whose release it is decides who may not approve it. */
  const releaseOf = (grantId: string): { release: string } => ({
    release: stores.standingGrants.versions(grantId)[0]?.bound?.releaseHash ?? '',
  });
  return {
    'grant.save': async (input: MethodArguments<'grant.save'>, call) =>
      engine.transact({ release: '' }, saveGrant(input, acting(call)), call.options),
    'grant.propose': async (input: MethodArguments<'grant.propose'>, call) =>
      engine.transact({ release: '' }, proposeGrant(input, acting(call)), call.options),
    'grant.approve': async (input: MethodArguments<'grant.approve'>, call) =>
      engine.transact(releaseOf(input.grantId), answerGrant('approve', input, acting(call)), call.options),
    'grant.decline': async (input: MethodArguments<'grant.decline'>, call) =>
      engine.transact(releaseOf(input.grantId), answerGrant('decline', input, acting(call)), call.options),
    'grant.suspend': async (input: MethodArguments<'grant.suspend'>, call) =>
      engine.transact({ release: '' }, suspendGrant(input, acting(call)), call.options),
    'grant.revoke': async (input: MethodArguments<'grant.revoke'>, call) =>
      engine.transact({ release: '' }, revokeGrant(input, acting(call)), call.options),
  };
}
