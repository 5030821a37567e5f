import { expect, test } from 'vitest';
import { runCampaign } from './run-campaign.ts';

test('two reviewers decide about 400 items in the same millisecond: each has one winner, and the loser is told', async () => {
  const { campaign, verdict } = await runCampaign('--races', '400', '--seed', 'races');
  expect(campaign.violations).toEqual([]);
  expect(campaign.counts['races.run']).toBe(400);
  expect(verdict).toBe('sound');
});
