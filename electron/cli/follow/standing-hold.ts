import { standingHoldSchema, type StandingHold } from '../../../shared/domain/workspace.ts';
import type { Session } from '../connection/session.ts';

/** What holds every action until a person settles it; null when nothing does. A command never waits for it to end. */
export async function standingHold(session: Session): Promise<StandingHold | null> {
  const { degraded } = await session.ask('workspace.status', {});
  const held = standingHoldSchema.safeParse(degraded);
  return held.success ? held.data : null;
}

/** The commands that settle it. */
export function settledBy({ code }: StandingHold): string {
  return code !== 'clock-jumped'
    ? 'lanekeeper workspace moved --reason TEXT, or lanekeeper workspace copied --reason TEXT'
    : 'lanekeeper workspace clock --reason TEXT, or set the clock right';
}
