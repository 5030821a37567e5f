import { AxeBuilder } from '@axe-core/playwright';
import { mkdtempSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmpty } from '../../helpers/e2e-console.ts';
import { startProduct } from '../../helpers/product.ts';
import { expect, test } from '../console-test.ts';

test('a backup from Settings, a database cut short, and the window that says so and brings the workspace back', async ({
  page,
}) => {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-damaged-'));
  const healthy = await startProduct({ workspace });
  await page.goto(healthy.link);
  await startEmpty(page);
  await page.goto(`${healthy.address}#/settings/storage`);
  await page.getByRole('button', { name: 'Back up now' }).click();
  const backups = page.getByRole('list', { name: 'Backups' });
  await expect(backups.getByRole('listitem')).toHaveCount(1);
  await expect(backups).toContainText(/lanekeeper-\d{8}-\d{6}/);
  expect(await healthy.stop()).toBe(0);

  truncateSync(join(workspace, 'lanekeeper.db'), 20_000);
  const damaged = await startProduct({ workspace });
  await page.goto(damaged.link);
  await expect(page.getByRole('heading', { name: 'This workspace is damaged' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('Nothing was changed or deleted');
  await expect(page.getByRole('listitem').filter({ hasText: 'Database pages' })).toContainText('failed');
  await expect(backups.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Restore…' }).click();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);
  await page.getByRole('textbox', { name: 'Reason, kept in the audit log' }).fill('the disk failed');
  await page.getByRole('button', { name: 'Restore this backup' }).click();

  await expect(page.getByRole('group', { name: 'Actions are held' })).toContainText('was restored from');
  await page.getByRole('textbox', { name: 'Reason, kept in the audit log' }).fill('the old one is gone');
  await page.getByRole('button', { name: 'It replaces the original' }).click();
  await expect(page.getByRole('group', { name: 'Actions are held' })).toBeHidden();
  expect(await damaged.stop()).toBe(0);
});
