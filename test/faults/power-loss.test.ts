import { expect, test } from 'vitest';
import { whyNoRecorder } from '../../electron/verify/power/recorder.ts';
import { runCampaign } from './run-campaign.ts';

const missing = whyNoRecorder();
if (missing !== null) console.error(`Power loss was not run: ${missing}.`);

test.skipIf(missing !== null)(
  'power lost in 1,000 ways: everything acknowledged by then is there, and synchronous=NORMAL is noticed',
  async () => {
    const { campaign, verdict } = await runCampaign('--power-loss', '1000', '--seed', 'power-loss');
    expect(campaign.violations).toEqual([]);
    expect(campaign.counts['powerLoss.states']).toBe(1_000);
    expect(campaign.counts['powerLossNormal.found']).toBeGreaterThan(0);
    expect(verdict).toBe('sound');
  },
);
