import { expect, test } from 'vitest';
import { runCampaign } from './run-campaign.ts';

test('killed 100 times at random moments: nothing acknowledged is lost, nothing is sent twice, nothing is stuck', async () => {
  // Two campaigns at once: each waits for starts most of its time.
  const reports = await Promise.all(['kills-1', 'kills-2'].map((seed) => runCampaign('--kills', '50', '--seed', seed)));
  for (const { campaign, invariants, verdict } of reports) {
    expect(campaign.violations).toEqual([]);
    expect(campaign.counts).toMatchObject({ 'kills.run': 50 });
    expect(invariants.filter(({ plantedFound }) => !plantedFound)).toEqual([]);
    expect(verdict).toBe('sound');
  }
});
