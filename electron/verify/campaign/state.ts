import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Violation } from '../parts/part.ts';

/** Counts add up over the sittings of a campaign; every number here was really run. */
export interface CampaignState {
  readonly startedAt: string;
  readonly seed: string;
  /** Each sitting, and what it was asked for. */
  readonly sittings: { readonly at: string; readonly asked: Readonly<Record<string, number | boolean>> }[];
  /** Numbers by part, such as `kills.run`. */
  readonly counts: Record<string, number>;
  /** Why a part was not run, by part. */
  readonly notRun: Record<string, string>;
  /** The next store of each part: its seed is the campaign's and this number. */
  readonly next: Record<string, number>;
  /** Planted violations, and whether each was found the last time. */
  planted: readonly { readonly invariant: string; readonly what: string; readonly isFound: boolean }[];
  readonly violations: Violation[];
}

/** The campaign of one workspace, kept in its folder `durability/`. */
export interface CampaignFile {
  readonly state: CampaignState;
  /** Keeps what was done so far: a campaign may be ended at any moment. */
  save(): void;
  add(name: string, by?: number): void;
}

const fileName = 'campaign.json';

/** Goes on with the campaign of this folder, or begins a new one and puts an earlier one aside. */
export function openCampaign(
  folder: string,
  start: {
    readonly seed: string;
    readonly isResumed: boolean;
    readonly at: string;
    readonly asked: Readonly<Record<string, number | boolean>>;
  },
): CampaignFile {
  const file = join(folder, fileName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CampaignState) : null;
  if (start.isResumed && earlier === null)
    throw new LanekeeperError('not-found', `There is no campaign to resume in ${folder}.`, {
      hint: 'Start one without --resume.',
    });
  if (earlier !== null && !start.isResumed)
    renameSync(file, join(folder, `campaign-${earlier.startedAt.replaceAll(/[:.]/g, '-')}.json`));
  const state: CampaignState =
    start.isResumed && earlier !== null
      ? earlier
      : {
          startedAt: start.at,
          seed: start.seed,
          sittings: [],
          counts: {},
          notRun: {},
          next: {},
          planted: [],
          violations: [],
        };
  state.sittings.push({ at: start.at, asked: start.asked });
  const save = (): void => {
    writeFileSync(`${file}.tmp`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  };
  save();
  return {
    state,
    save,
    add(name, by = 1) {
      state.counts[name] = (state.counts[name] ?? 0) + by;
    },
  };
}
