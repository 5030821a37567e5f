import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../console-test.ts';
import { openStartForm, openView, startEmpty, tabTo } from '../../helpers/e2e-console.ts';
import { writeAgentFolder } from '../../helpers/e2e-agent.ts';

test('with the keyboard alone: a run that stands at its budget says so everywhere, is raised, and goes on', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await page.getByLabel('Add agent folder').fill(writeAgentFolder());
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Counter' })).toContainText('Counts slowly');
  await openStartForm(page, 'Counter');
  await page.getByRole('textbox', { name: /^Record/ }).fill('r-1');
  await page.getByLabel('Milliseconds').fill('1');
  await tabTo(page, page.getByText('Budget of this run'));
  await page.keyboard.press('Enter');
  await page.getByLabel('Steps, at most').fill('many');
  await page.getByRole('button', { name: 'Start Counter' }).press('Enter');
  await expect(page.getByText('Steps: write it as 100.')).toBeVisible();
  await page.getByLabel('Steps, at most').fill('1');
  await page.getByRole('button', { name: 'Start Counter' }).click();

  const line = page.getByRole('status').filter({ hasText: 'It stands at its budget' });
  await expect(line).toContainText('"count slowly" asked for 1 step');
  await openView(page, 'Inbox');
  const standing = page.getByRole('region', { name: 'Runs at their budget' });
  await expect(standing).toContainText('1 run at a budget');
  await standing.getByRole('link', { name: 'Counter' }).press('Enter');
  const budgets = page.getByRole('table', { name: 'Budgets' });
  await expect(budgets.getByRole('row', { name: /steps as it was started/ })).toContainText('1 step');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);

  await tabTo(page, page.getByRole('button', { name: 'Raise and go on…' }));
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Raise this budget?' });
  await expect(sheet.getByLabel('New limit, in all')).toHaveValue('2');
  await sheet.getByLabel('New limit, in all').press('Enter');
  await expect(sheet).toBeHidden();
  await expect(line).toBeHidden();
  await expect(budgets.getByRole('row', { name: /steps as it was started/ })).toContainText('2 steps0 steps2 steps');
  await openView(page, 'Inbox');
  await expect(standing).toBeHidden();
});

test('a budget of all agents is added, refused twice, changed and removed in Settings', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Budgets' }).click();
  await expect(page.getByText('None: runs may use what they ask for.')).toBeVisible();
  await page.getByLabel('What').selectOption({ label: 'Money' });
  await page.getByLabel('At most').fill('2,50');
  await page.getByRole('button', { name: 'Add the budget' }).click();
  await expect(page.getByRole('alert')).toContainText('Write the amount as 2.50 EUR.');
  await page.getByLabel('At most').fill('2.50 EUR');
  await page.getByRole('button', { name: 'Add the budget' }).click();
  const listed = page.getByRole('listitem').filter({ hasText: 'all agents, each day' });
  await expect(listed).toContainText('2.50 EUR');
  await listed.getByRole('button', { name: 'Change' }).click();
  const sheet = page.getByRole('dialog', { name: 'Change this budget' });
  await sheet.getByLabel('At most').fill('4 EUR');
  await sheet.getByRole('button', { name: 'Save the budget' }).click();
  await expect(listed).toContainText('4.00 EUR');
  await expect(listed).toContainText('Version 2');
  await listed.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove the budget' }).click();
  await expect(page.getByText('None: runs may use what they ask for.')).toBeVisible();
});
