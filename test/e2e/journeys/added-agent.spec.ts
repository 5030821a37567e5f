import { expect, test } from '../console-test.ts';
import { approveButton, openView, openStartForm, startEmpty, untilItWaits } from '../../helpers/e2e-console.ts';
import { readRecord, writeAgentFolder } from '../../helpers/e2e-agent.ts';
import { killRuntime } from '../../helpers/e2e-workspace.ts';

test('an agent folder from outside the repository is added, survives kill -9 in the middle of a step, and its approved effect is applied once', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  await page.getByLabel('Add agent folder').fill(writeAgentFolder());
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Counter' })).toContainText('Counts slowly');

  await openStartForm(page, 'Counter');
  await page.getByRole('textbox', { name: /^Record/ }).fill('shelf-7');
  await page.getByLabel('Milliseconds').fill('4000');
  await page.getByRole('button', { name: 'Start Counter' }).click();
  await expect(page.getByRole('table').getByRole('row', { name: 'draw ticket' })).toContainText('done');
  killRuntime(product.workspace);
  await untilItWaits(page);
  await expect(page.getByRole('main')).toContainText('recovered 1 time');

  await openView(page, 'Inbox');
  await expect(approveButton(page)).toHaveText('Update 2 fields of record shelf-7A');
  const card = page.getByRole('region', { name: 'Approval', exact: true });
  const ticket = await card.getByRole('row').filter({ hasText: 'ticket' }).getByRole('cell').last().textContent();
  await approveButton(page).click();
  await openView(page, 'Runs');
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('succeeded', { timeout: 40_000 });
  expect(readRecord(product.workspace, 'shelf-7')).toEqual({ data: { ticket, same: true }, applied: 1 });
});
