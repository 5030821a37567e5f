import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { approveButton, openView, startEmpty, startReview, untilItWaits } from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';
import { outboxOf } from '../../helpers/e2e-workspace.ts';

test('the emergency stop recalls a held action to pending, refuses to approve it while it is on, and after it is lifted the action can be approved again', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  await startReview(page, firstComplaints(20));
  const before = `Pending${await untilItWaits(page)}`;
  await openView(page, 'Inbox');
  const pending = page.getByRole('tab', { name: /^Pending/ });
  await expect(pending).toHaveText(before);
  const title = await approve(page);
  const held = page.getByRole('region', { name: 'Held actions' });
  await expect(held).toContainText(title);

  const sheet = await openStop(page);
  await sheet.getByRole('button', { name: 'Stop all effects now' }).click();
  await expect(sheet.getByRole('status')).toHaveText('Stopped. 1 approved action waits for a decision again.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alert').filter({ hasText: 'Emergency stop: all effects are held.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Emergency stop on' })).toBeVisible();
  await expect(held).toBeHidden();
  await expect(pending).toHaveText(before);
  expect(outboxOf(product.workspace)).toEqual([]);

  await page.getByRole('button', { name: '1 new' }).click();
  await openItem(page, title);
  await expect(approveButton(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(approveButton(page)).toHaveAccessibleDescription(
    /stopped all effects\. The item is kept and still waits/,
  );
  const reject = page.getByRole('button', { name: 'Reject R' });
  await expect(reject).not.toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('tree').press('a');
  await expect(page.getByRole('status').filter({ hasText: /lift the emergency stop, then approve it/ })).toBeAttached();
  await expect(held).toBeHidden();
  await expect(pending).toHaveText(before);
  expect(outboxOf(product.workspace)).toEqual([]);

  const lifting = await openStop(page);
  await lifting.getByLabel('Reason').fill('The mail template was checked');
  await lifting.getByRole('button', { name: 'Lift', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Emergency stop off' })).toBeVisible();
  expect(outboxOf(product.workspace)).toEqual([]);

  await openItem(page, title);
  await approveButton(page).click();
  await expect(held).toContainText(title);
  await expect.poll(() => outboxOf(product.workspace).length, { timeout: 40_000 }).toBe(1);
});

/** Approves the open card; its title. */
async function approve(page: Page): Promise<string> {
  await expect(approveButton(page)).toBeEnabled();
  const title =
    (await page
      .getByRole('region', { name: 'Approval', exact: true })
      .getByRole('heading', { level: 2 })
      .textContent()) ?? '';
  await approveButton(page).click();
  return title;
}

async function openItem(page: Page, title: string): Promise<void> {
  await page.getByRole('treeitem', { name: /ticket \d+/.exec(title)?.[0] ?? title }).click();
  await expect(approveButton(page)).toHaveText(`${title}A`);
}

async function openStop(page: Page) {
  await page.getByRole('button', { name: /^Emergency stop o/ }).click();
  return page.getByRole('dialog', { name: 'Emergency stop' });
}
