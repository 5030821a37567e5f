import type { LanekeeperError } from '../../../shared/errors.ts';
import type { Clock, Ids } from '../ports.ts';
import type { Db } from './open.ts';
import type { Stores } from './stores.ts';

export interface SqliteEngineOptions {
  readonly db: Db;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly engineId: string;
  readonly epoch: number;
  readonly bootId: string;
  /** Highest time ever committed to this workspace, ms. */
  readonly floorMs: number;
  /** Trusted time went on without time passing. Called from whatever met it: what it sets off belongs in a later turn. */
  readonly onClockLeapt?: () => void;
  readonly onWrote?: () => void;
  /** Whether a drift alert of an agent is active; without it, none is. */
  readonly driftAlert?: (agentId: string) => boolean;
  /** Whether anybody follows what is published now: what nobody hears is not put into words. Everybody, by default. */
  readonly isHeard?: () => boolean;
  /** COMMIT failed in a way that leaves its result unknown: end the process. */
  readonly onLost: (error: unknown) => void;
  /** Null when healthy again. */
  readonly onDegraded: (error: LanekeeperError | null) => void;
}
