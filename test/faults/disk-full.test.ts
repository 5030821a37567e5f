import { expect, test } from 'vitest';
import { whyNoSmallDisk } from '../../electron/verify/parts/disk-full.ts';
import { runCampaign } from './run-campaign.ts';

const missing = whyNoSmallDisk();
if (missing !== null) console.error(`A full disk was not run: ${missing}.`);

test.skipIf(missing !== null)(
  'a disk that fills up: decisions are refused in words, questions are answered, and work goes on once there is space',
  async () => {
    const { campaign, verdict } = await runCampaign('--disk-full', '--seed', 'disk-full');
    expect(campaign.violations).toEqual([]);
    expect(campaign.counts['diskFull.run']).toBe(1);
    expect(verdict).toBe('sound');
  },
);
