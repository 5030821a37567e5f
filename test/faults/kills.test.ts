import { expect, test } from 'vitest';
import { runCampaign } from './run-campaign.ts';

test('killed 100 times at random moments: nothing acknowledged is lost, nothing is sent twice, nothing is stuck', async () => {
  const report = await runCampaign('--kills', '100', '--seed', 'kills');
  expect(report.campaign.violations).toEqual([]);
  expect(report.campaign.counts).toMatchObject({ 'kills.run': 100 });
  expect(report.invariants.filter(({ plantedFound }) => !plantedFound)).toEqual([]);
  expect(report.verdict).toBe('sound');
});
