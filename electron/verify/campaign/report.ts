import { createHash } from 'node:crypto';
import { cpus, release, totalmem } from 'node:os';
import { canonicalJson } from '../../runtime/json/canonical.ts';
import type { Signature } from '../../runtime/secrets/signing-key.ts';
import { invariants, type Invariant } from '../checker/finding.ts';
import type { CampaignState } from './state.ts';

export interface Report {
  readonly format: 'lanekeeper-durability/1';
  readonly version: string;
  readonly at: string;
  readonly verdict: 'sound' | 'violated';
  /** By invariant: whether it held throughout, and whether the checker found each violation planted against it. */
  readonly invariants: readonly {
    readonly id: Invariant;
    readonly text: string;
    readonly held: boolean;
    readonly plantedFound: boolean;
  }[];
  readonly campaign: CampaignState;
  readonly machine: Readonly<Record<string, string | number>>;
  /** SHA-256 of everything above as canonical JSON (RFC 8785). */
  readonly hash: string;
  /** Of the hash; null where the workspace has no key to sign with. */
  readonly signature: Signature | null;
}

/** The verdict over all sittings of a campaign, and its hash. */
export function reportOn(
  state: CampaignState,
  made: { readonly version: string; readonly at: string; readonly sign: ((hash: string) => Signature) | null },
): Report {
  const lines = Object.entries(invariants).map(([id, text]) => {
    const planted = state.planted.filter(({ invariant }) => invariant === id);
    return {
      id: id as Invariant,
      text,
      held: !state.violations.some(({ invariant }) => invariant === id),
      plantedFound: planted.length > 0 && planted.every(({ isFound }) => isFound),
    };
  });
  const isSound = state.violations.length === 0 && lines.every(({ held, plantedFound }) => held && plantedFound);
  const body = {
    format: 'lanekeeper-durability/1' as const,
    version: made.version,
    at: made.at,
    verdict: isSound ? ('sound' as const) : ('violated' as const),
    invariants: lines,
    campaign: state,
    machine: {
      platform: process.platform,
      release: release(),
      architecture: process.arch,
      node: process.versions.node,
      processors: cpus().length,
      memoryBytes: totalmem(),
    },
  };
  const hash = createHash('sha256').update(canonicalJson(body)).digest('hex');
  return { ...body, hash, signature: made.sign?.(hash) ?? null };
}
