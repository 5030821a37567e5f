import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../console-test.ts';
import { openView, startEmpty } from '../../helpers/e2e-console.ts';

test('a policy is checked as it is typed, with line and reason, and the draft outlives the page', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Policy' }).click();
  await expect(page.getByText('Nothing leaves without a person')).toBeVisible();
  await page.getByRole('tab', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: 'The policy as JSON' });
  await expect(editor).toContainText('"id": "default"');
  await expect(page.getByRole('region', { name: 'Effect on what waits now' })).toContainText('Nothing waits');

  await editor.press('Control+End');
  await editor.pressSequentially('x');
  await expect(page.getByText(/^Line \d+: there is more text after the end$/)).toBeVisible();
  await expect(page.locator('.cm-lint-marker-error')).toBeVisible();
  await editor.press('Backspace');
  await editor.press('Control+Home');
  for (let line = 0; line < 3; line += 1) await editor.press('ArrowDown');
  await editor.press('Home');
  await editor.pressSequentially('"colour": "blue",');
  await expect(page.getByText('Line 4: /colour "colour" is not a field of a policy')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);

  await openView(page, 'Inbox');
  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Policy' }).click();
  await page.getByRole('tab', { name: 'Edit' }).click();
  await expect(editor).toContainText('"colour": "blue"');
  await editor.press('Tab');
  await expect(editor).not.toBeFocused();
  await page.getByRole('button', { name: 'Begin again from the policy in force' }).click();
  await expect(editor).not.toContainText('colour');
  await expect(page.getByText('is not a field of a policy')).toBeHidden();
});

test('a draft is tried on the past, proposed with what it changes, and says who is missing to approve it', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Policy' }).click();
  await page.getByRole('tab', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: 'The policy as JSON' });
  await expect(editor).toContainText('"id": "default"');
  await editor.press('Control+Home');
  for (let line = 0; line < 3; line += 1) await editor.press('ArrowDown');
  await editor.press('End');
  for (let at = 0; at < 3; at += 1) await editor.press('ArrowLeft');
  await editor.pressSequentially(' and two');
  const simulate = page.getByRole('button', { name: 'Simulate over the past' });
  await expect(simulate).toBeEnabled();
  await simulate.click();
  const tried = page.getByRole('region', { name: 'Simulation over the past' });
  await expect(tried).toContainText('0 of 0 decisions would be at another tier.');
  const download = page.waitForEvent('download');
  await tried.getByRole('button', { name: 'Export the report as JSON' }).click();
  expect((await download).suggestedFilename()).toMatch(/^policy-simulation-.*\.json$/);

  await page.getByRole('button', { name: 'Propose it…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Propose this policy?' });
  await expect(sheet).toContainText('and two');
  await expect(sheet).toContainText('2 people besides you have to approve it.');
  await expect(sheet).toContainText('add people with the role reviewer');
  await sheet.getByRole('textbox').fill('The title says more.');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);
  await sheet.getByRole('button', { name: 'Propose it' }).click();
  await expect(page.getByRole('heading', { name: /^Put policy default version \d+ in force/ })).toBeVisible();
  await openView(page, 'Inbox');
  await expect(page.getByText(/^Put policy default version \d+ in force/).first()).toBeVisible();

  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Policy' }).click();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText('It came with the product; nobody had to decide on it.')).toBeVisible();
  await page.getByRole('button', { name: 'What it changed' }).click();
  await expect(page.getByText('It was the first.')).toBeVisible();
});
