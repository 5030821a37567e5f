import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../console-test.ts';
import { startEmpty, tabTo } from '../../helpers/e2e-console.ts';

test('standing grants are reached by keyboard; where nobody decided, nothing is drafted, and it says why', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page.getByRole('heading', { name: 'Standing grants', level: 1 })).toBeVisible();
  await expect(page.getByText('Nothing is allowed beforehand')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'New draft' }));
  await page.keyboard.press('Enter');
  const draft = page.getByRole('button', { name: 'Draft it' });
  await tabTo(page, draft);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Nobody approved such an action in the last 30 days/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);
});
