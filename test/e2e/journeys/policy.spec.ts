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
