import { expect, test } from '../console-test.ts';
import { openStartForm, startEmpty } from '../../helpers/e2e-console.ts';
import { writePeerAgents } from '../../helpers/peer-agents.ts';

test('a run shows its tree; a child shows what it waits for, is told it, and its parent goes on as a fresh run', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  const folders = writePeerAgents();
  for (const [title, folder] of [
    ['Worker', folders.worker],
    ['Manager', folders.manager],
  ] as const) {
    await page.getByLabel('Add agent folder').fill(folder);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('region', { name: title })).toBeVisible();
  }
  await openStartForm(page, 'Manager');
  await page.getByLabel('Parts').fill('2');
  await page.getByLabel('Round').fill('1');
  await page.getByRole('button', { name: 'Start Manager' }).click();

  const tree = page.getByRole('list', { name: 'Child runs' });
  await expect(tree.getByRole('listitem')).toHaveCount(2);
  await tree.getByRole('link', { name: 'Part 2' }).click();
  const waits = page.getByRole('list', { name: 'What it waits for' });
  await expect(waits).toContainText('for the signal go-on with the key part-2');
  await expect(page.getByText('joined child of')).toBeVisible();

  await waits.getByRole('button', { name: 'Send it' }).click();
  const sheet = page.getByRole('dialog', { name: 'Send a signal to this run?' });
  await expect(sheet.getByLabel('Key')).toHaveValue('part-2');
  await sheet.getByLabel('What it carries, as JSON').fill('{"said":7}');
  await sheet.getByRole('button', { name: 'Send the signal' }).click();
  await expect(page.getByText('payload/said must be string').first()).toBeVisible();
  await sheet.getByLabel('What it carries, as JSON').fill('{"said":"by hand"}');
  await sheet.getByRole('button', { name: 'Send the signal' }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('main')).toContainText('succeeded');

  await page.getByText('joined child of').getByRole('link').click();
  await expect(page.getByText(/^went on as/)).toBeVisible();
  await page
    .getByText(/^went on as/)
    .getByRole('link')
    .click();
  await expect(page.getByText('goes on from')).toBeVisible();
});
