import type { GrantUse, StandingGrant } from '../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../shared/ids.ts';

/** One version of a standing grant as stored. */
export interface StandingGrantState extends StandingGrant {
  /** Which of its actions are sampled is told by this: nobody outside the engine sees it. Empty until it is active. */
  readonly sampleKey: string;
}

/** What decisions may look up of standing grants, as it is inside the transaction. */
export interface GrantsAtHand {
  /** The hash of the release of an agent that is in force; null: there is none. */
  releaseInForce(agentId: string): string | null;
  /** The newest first. */
  versions(grantId: string): readonly StandingGrantState[];
  version(grantId: string, version: number): StandingGrantState | null;
  /** Those in force, of all agents. */
  active(): readonly StandingGrantState[];
  useOf(effectId: string): GrantUse | null;
  /** Whether a run does again what was done before: a run above it was begun again, or its chain began as a fork (A16). */
  isOfRepeated(runId: string): boolean;
  /** Whether a sample of this grant was taken back by its run before a person had answered. */
  lostSample(grantId: string, runId: string): boolean;
  /** What a version has let through. */
  used(grantId: string, version: number): Used;
  /** What all versions have let through since then, that moment included. */
  usedSince(grantId: string, sinceMs: AtMs): Used;
}

export interface Used {
  readonly count: number;
  readonly money: Readonly<Record<string, number>>;
  /** Of these, what was sent and cannot come back. */
  readonly sent: number;
}
