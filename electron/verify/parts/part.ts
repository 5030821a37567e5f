import type { CheckerProcess } from '../campaign/checker-process.ts';

/** What every part of a campaign works with. */
export interface PartWorld {
  /** The built runtime. */
  readonly script: string;
  readonly checker: CheckerProcess;
  /** A folder for stores that are thrown away. */
  readonly scratch: string;
  /** Where a store that does not hold is kept to be looked at. */
  readonly kept: string;
  readonly seed: string;
}

/** Something that must not be. `where` names the unit and its seed, so that it can be run again. */
export interface Violation {
  readonly part: string;
  readonly where: string;
  readonly invariant: string;
  readonly what: string;
}
