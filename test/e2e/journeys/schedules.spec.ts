import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../console-test.ts';
import { giveFile, openStartForm, openView, startEmpty } from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';

test('an agent is put on a schedule, run by hand, backfilled after a preview, paused, and removed; its runs stay', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await openView(page, 'Runs');
  await page.getByRole('link', { name: 'Schedules' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing starts by itself yet' })).toBeVisible();

  await openStartForm(page, 'Ticket review');
  await giveFile(page, firstComplaints(20));
  await expect(page.getByText('SHA-256')).toBeVisible();
  await page.getByLabel('By the clock').check();
  await page.getByLabel('Cron').fill('99 * * * *');
  await expect(page.getByText('"99 * * * *" is not a cron expression')).toBeVisible();
  await page.getByLabel('Often used').selectOption({ label: 'every day at 07:00' });
  const times = page.getByRole('list', { name: 'The next times' }).getByRole('listitem');
  await expect(times).toHaveCount(5);
  await page.getByRole('button', { name: 'The next 25 times' }).click();
  await expect(times).toHaveCount(25);
  await page.getByLabel('Name of this schedule').fill('Morning review');
  await page.getByLabel('Queue', { exact: true }).selectOption('interactive');
  await page.getByLabel('Priority').fill('5');
  await page.getByLabel('Deadline of each run').fill('soon');
  await page.getByText('Budget of each run').click();
  await page.getByLabel('Tokens, at most').fill('5000');
  await page.getByRole('button', { name: 'Schedule Ticket review' }).click();
  await expect(page.getByText('The deadline has to be a span such as 90s, 10m or 2h')).toBeVisible();
  await page.getByLabel('Deadline of each run').fill('2h');
  await page.getByRole('button', { name: 'Schedule Ticket review' }).click();
  await expect(page.getByRole('heading', { name: 'Morning review' })).toBeVisible();
  const facts = page.getByRole('group', { name: 'About this schedule' });
  await expect(facts).toContainText('interactive, priority 5');
  await expect(facts).toContainText('5,000 tokens (pauses and asks there)');
  await expect(facts).toContainText('2h after the start of each');

  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
  await expect(page.getByText(/^deadline .* then it is cancelled/)).toBeVisible();
  await page.goBack();
  const firings = page.getByRole('table', { name: 'Firings' });
  await expect(firings.getByRole('row', { name: /by hand.* started/ })).toBeVisible();

  await page.getByRole('button', { name: 'Backfill' }).click();
  const sheet = page.getByRole('dialog', { name: 'Backfill a range' });
  await sheet.getByLabel('From').fill('2026-01-02T00:00');
  await sheet.getByLabel('To').fill('2026-01-03T23:00');
  await sheet.getByRole('button', { name: 'Show what would start' }).click();
  await sheet.getByRole('button', { name: 'Start 2 runs' }).click();
  await expect(sheet).toBeHidden();
  await expect(firings.getByRole('row', { name: /backfill.* started/ })).toHaveCount(2);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const edit = page.getByRole('dialog', { name: 'Edit the schedule' });
  await expect(edit.getByLabel('Name of this schedule')).toHaveValue('Morning review');
  await expect(edit.getByLabel('Tokens, at most')).toHaveValue('5000');
  await expect(edit.getByLabel('Deadline of each run')).toHaveValue('2h');
  await edit.getByLabel('Queue', { exact: true }).selectOption({ label: 'The agent’s own' });
  await edit.getByLabel('Priority').fill('');
  await edit.getByLabel('Cron').fill('30 8 * * *');
  await edit.getByLabel('Name of this schedule').fill('');
  await expect(edit.getByRole('button', { name: 'Save the change' })).toHaveAttribute('aria-disabled', 'true');
  await edit.getByLabel('Name of this schedule').fill('Morning review, later');
  await edit.getByRole('button', { name: 'Save the change' }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Morning review, later' })).toBeVisible();
  await expect(page.getByText('every day at 08:30').first()).toBeVisible();
  await expect(facts).not.toContainText('interactive');
  await expect(facts).toContainText('5,000 tokens');

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Schedules of this workspace' })).toContainText('paused');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Schedules of this workspace' })).toContainText('next in');

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove the schedule' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing starts by itself yet' })).toBeVisible();
  await page.getByRole('link', { name: 'All runs' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('row', { name: /Morning review/ })).toHaveCount(3);
});
