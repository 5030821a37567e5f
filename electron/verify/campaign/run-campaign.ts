import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAgainAndAgain } from '../parts/kills.ts';
import type { PartWorld } from '../parts/part.ts';
import { plantViolations } from '../parts/planted.ts';
import { program } from '../programs.ts';
import { startChecker } from './checker-process.ts';
import { reportOn, type Report } from './report.ts';
import { openCampaign, type CampaignFile } from './state.ts';

/** How much of each part one sitting runs. */
export interface Sitting {
  readonly kills: number;
  readonly seed: string;
  readonly isResumed: boolean;
}

export interface CampaignWorld {
  /** Where the campaign and its reports are kept. */
  readonly folder: string;
  /** The built runtime. */
  readonly script: string;
  readonly version: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string, phase: string) => void;
}

/** Kills of one store before the next one is begun. */
const killsPerStore = 16;

/** One sitting of a campaign: runs its parts, keeps the counts, and ends with the report over all sittings. */
export async function runCampaign(sitting: Sitting, world: CampaignWorld): Promise<{ report: Report; file: string }> {
  const at = world.now().toISOString();
  const asked = { kills: sitting.kills };
  const campaign = openCampaign(world.folder, { ...sitting, at, asked });
  const scratch = mkdtempSync(join(tmpdir(), 'lanekeeper-durability-'));
  const checker = startChecker(program('checker'));
  const part: PartWorld = { script: world.script, checker, scratch, seed: campaign.state.seed };
  try {
    campaign.state.planted = await plantViolations(part);
    campaign.save();
    await kills(sitting.kills, campaign, part, world);
  } finally {
    await checker.close();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
  const ended = world.now().toISOString();
  const report = reportOn(campaign.state, { version: world.version, at: ended });
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
    campaign.add('kills.runs', result.runs);
    campaign.state.violations.push(...result.violations);
    campaign.save();
  }
}

function nextOf(campaign: CampaignFile, part: string): number {
  const index = campaign.state.next[part] ?? 0;
  campaign.state.next[part] = index + 1;
  return index;
}
