import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crashEverywhere } from '../parts/crash-points.ts';
import { fillTheDisk, whyNoSmallDisk } from '../parts/disk-full.ts';
import { killAgainAndAgain } from '../parts/kills.ts';
import type { PartWorld } from '../parts/part.ts';
import { plantViolations } from '../parts/planted.ts';
import { losePower } from '../parts/power-loss.ts';
import { raceReviewers } from '../parts/races.ts';
import { whyNoRecorder } from '../power/recorder.ts';
import { program } from '../programs.ts';
import { startChecker } from './checker-process.ts';
import type { Signature } from '../../runtime/secrets/signing-key.ts';
import { reportOn, type Report } from './report.ts';
import { openCampaign, type CampaignFile } from './state.ts';

/** How much of each part one sitting runs. */
export interface Sitting {
  readonly kills: number;
  /** Every named crash point once. */
  readonly crashPoints: boolean;
  /** States after a power loss. */
  readonly powerLoss: number;
  /** Items that two reviewers decide about at once. */
  readonly races: number;
  readonly diskFull: boolean;
  readonly seed: string;
  readonly isResumed: boolean;
}

export interface CampaignWorld {
  /** Where the campaign and its reports are kept. */
  readonly folder: string;
  /** The built runtime. */
  readonly script: string;
  readonly version: string;
  /** Signs the hash of a report; null where the workspace has no key. */
  readonly sign: ((hash: string) => Signature) | null;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string, phase: string) => void;
}

/** Kills of one store before the next one is begun. */
const killsPerStore = 16;
/** States rebuilt from one recording before another is made. */
const statesPerRecording = 1_000;
/** States of a product that syncs too little; losses must be found among them. */
const selfTestStates = 200;

/** One sitting of a campaign: runs its parts, keeps the counts, and ends with the report over all sittings. */
export async function runCampaign(sitting: Sitting, world: CampaignWorld): Promise<{ report: Report; file: string }> {
  const at = world.now().toISOString();
  const asked = {
    kills: sitting.kills,
    crashPoints: sitting.crashPoints,
    powerLoss: sitting.powerLoss,
    races: sitting.races,
  };
  const campaign = openCampaign(world.folder, { ...sitting, at, asked });
  const scratch = mkdtempSync(join(tmpdir(), 'lanekeeper-durability-'));
  const checker = startChecker(program('checker'));
  const part: PartWorld = {
    script: world.script,
    checker,
    scratch,
    kept: join(world.folder, 'kept'),
    seed: campaign.state.seed,
  };
  try {
    campaign.state.planted = await plantViolations(part);
    campaign.save();
    await kills(sitting.kills, campaign, part, world);
    if (sitting.crashPoints) await everyCrashPoint(campaign, part, world);
    await races(sitting.races, campaign, part, world);
    if (sitting.diskFull) await diskFull(campaign, part);
    if (sitting.powerLoss > 0) await powerLoss(sitting.powerLoss, campaign, part, world);
  } finally {
    await checker.close();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
  const ended = world.now().toISOString();
  const report = reportOn(campaign.state, { version: world.version, at: ended, sign: world.sign });
  const file = join(world.folder, `report-${ended.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  return { report, file };
}

async function kills(many: number, campaign: CampaignFile, part: PartWorld, world: CampaignWorld): Promise<void> {
  const progress = { done: 0 };
  while (progress.done < many && !world.signal.aborted) {
    const result = await killAgainAndAgain(part, {
      index: nextOf(campaign, 'kills'),
      kills: Math.min(many - progress.done, killsPerStore),
      signal: world.signal,
      onKill() {
        progress.done += 1;
        campaign.add('kills.run');
        campaign.save();
        world.onProgress(`kills: ${progress.done} of ${many}`, 'kills');
      },
    });
    campaign.add('kills.stores');
    campaign.add('kills.beforeReady', result.early);
    campaign.add('kills.acknowledged', result.acknowledged);
    campaign.add('kills.mails', result.mails);
    campaign.add('kills.edits', result.edits);
    campaign.add('kills.batches', result.batches);
    campaign.add('kills.grants', result.grants);
    campaign.add('kills.runs', result.runs);
    campaign.state.violations.push(...result.violations);
    campaign.save();
  }
}

async function everyCrashPoint(campaign: CampaignFile, part: PartWorld, world: CampaignWorld): Promise<void> {
  const violations = await crashEverywhere(part, {
    index: nextOf(campaign, 'crashPoints'),
    signal: world.signal,
    onCrash(point) {
      campaign.add('crashPoints.run');
      campaign.add(`crashPoints.${point}`);
      campaign.save();
      world.onProgress(`crash points: ${point}`, 'crash points');
    },
  });
  campaign.state.violations.push(...violations);
  campaign.save();
}

async function races(many: number, campaign: CampaignFile, part: PartWorld, world: CampaignWorld): Promise<void> {
  const progress = { done: 0 };
  while (progress.done < many && !world.signal.aborted) {
    const violations = await raceReviewers(part, {
      index: nextOf(campaign, 'races'),
      races: many - progress.done,
      onRaces(raced) {
        progress.done += raced;
        campaign.add('races.run', raced);
        world.onProgress(`races: ${progress.done} of ${many}`, 'races');
      },
    });
    campaign.state.violations.push(...violations);
    campaign.save();
    if (violations.length > 0) return;
  }
}

async function diskFull(campaign: CampaignFile, part: PartWorld): Promise<void> {
  const why = whyNoSmallDisk();
  if (why === null) {
    delete campaign.state.notRun['diskFull'];
    const { refusedMs, resumedMs, violations } = await fillTheDisk(part, nextOf(campaign, 'diskFull'));
    campaign.add('diskFull.run');
    campaign.state.counts['diskFull.refusedMs'] = refusedMs;
    campaign.state.counts['diskFull.resumedMs'] = resumedMs;
    campaign.state.violations.push(...violations);
  } else campaign.state.notRun['diskFull'] = why;
  campaign.save();
}

async function powerLoss(many: number, campaign: CampaignFile, part: PartWorld, world: CampaignWorld): Promise<void> {
  const why = whyNoRecorder();
  if (why !== null) {
    campaign.state.notRun['powerLoss'] = why;
    return campaign.save();
  }
  delete campaign.state.notRun['powerLoss'];
  await noticeNormal(campaign, part, world);
  const progress = { done: 0 };
  while (progress.done < many && !world.signal.aborted) {
    const result = await losePower(part, {
      index: nextOf(campaign, 'powerLoss'),
      states: Math.min(many - progress.done, statesPerRecording),
      isWeakened: false,
      signal: world.signal,
      onState() {
        progress.done += 1;
        campaign.add('powerLoss.states');
        world.onProgress(`power loss: ${progress.done} of ${many} states`, 'power loss');
      },
    });
    campaign.add('powerLoss.recordings');
    campaign.add('powerLoss.events', result.events);
    campaign.add('powerLoss.syncs', result.syncs);
    campaign.add('powerLoss.acknowledged', result.acknowledged);
    campaign.state.violations.push(...result.violations);
    campaign.save();
    if (result.violations.length > 0) return;
  }
}

/** The same states of a product that runs with synchronous=NORMAL: a harness that finds no loss there proves nothing. */
async function noticeNormal(campaign: CampaignFile, part: PartWorld, world: CampaignWorld): Promise<void> {
  const index = nextOf(campaign, 'powerLossNormal');
  const unit = { index, states: selfTestStates, isWeakened: true, signal: world.signal, onState: () => undefined };
  const { states, violations } = await losePower(part, unit);
  const lost = violations.filter(({ invariant }) => invariant === 'I1').length;
  campaign.add('powerLossNormal.states', states);
  campaign.add('powerLossNormal.found', lost);
  if (lost === 0 && !world.signal.aborted)
    campaign.state.violations.push({
      part: 'power-loss-normal',
      where: `${part.seed}/power-loss-normal/${index}`,
      invariant: 'I1',
      what: `No loss was found in ${states} states of a product that syncs too little: this harness proves nothing here.`,
    });
  campaign.save();
}

function nextOf(campaign: CampaignFile, part: string): number {
  const index = campaign.state.next[part] ?? 0;
  campaign.state.next[part] = index + 1;
  return index;
}
