import type { Session } from './connection/session.ts';

/** Asks the runtime whether this person may keep or forget a secret; it records that they did. The value stays here. */
export async function leaveFor(
  session: () => Promise<Session>,
  name: string,
  verb: 'kept' | 'removed',
): Promise<() => Promise<void>> {
  const open = await session();
  return async () => void (await open.act('secret.change', { name, verb }));
}
