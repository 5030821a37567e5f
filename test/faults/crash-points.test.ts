import { expect, test } from 'vitest';
import { crashPoints } from '../../electron/runtime/faults/crash-point.ts';
import { runCampaign } from './run-campaign.ts';

test('killed once at every named point: nothing is lost or done twice, and a mail cut off on its way is in doubt', async () => {
  const { campaign, verdict } = await runCampaign('--crash-points', '--seed', 'crash-points');
  expect(campaign.violations).toEqual([]);
  for (const point of crashPoints) expect(campaign.counts).toMatchObject({ [`crashPoints.${point}`]: 1 });
  expect(verdict).toBe('sound');
});
