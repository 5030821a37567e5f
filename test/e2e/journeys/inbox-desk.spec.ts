import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { openSamples, openView, startEmpty, startReview, tabTo, untilItWaits } from '../../helpers/e2e-console.ts';
import { allComplaints, firstComplaints } from '../../helpers/e2e-tickets.ts';

test('hundreds of items at 1280 × 720: icon and card stay readable, a tab shows its own card, and undo covers the whole batch after a reload', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await startReview(page, allComplaints());
  const waiting = await untilItWaits(page);
  await openView(page, 'Inbox');
  const tree = page.getByRole('tree');
  const card = page.getByRole('region', { name: 'Approval', exact: true });
  const title = card.getByRole('heading', { level: 2 });
  await expect(title).toBeVisible();

  // All that waits is in the list, however many pages it is read in.
  await page.keyboard.press('n');
  await expect(card.getByText(`1 of ${waiting}`, { exact: true })).toBeVisible();

  // The badge stands beside the icon, and its name says the whole number.
  const place = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Inbox \d+ wait for a/ });
  await expect(place.locator('.short')).toHaveText('99+');
  const icon = await boxOf(page, 'nav.activity a[href^="#/inbox"] .i');
  const badge = await boxOf(page, 'nav.activity a[href^="#/inbox"] .n');
  expect(badge.x).toBeGreaterThanOrEqual(icon.x + icon.width);
  expect(badge.x + badge.width).toBeLessThanOrEqual(64);

  // The docked assistant takes from the list, and the card keeps a width it can be read at.
  await page.keyboard.press('Control+j');
  await expect(page.getByRole('complementary', { name: 'Assistant' })).toBeVisible();
  expect((await boxOf(page, '#card')).width).toBeGreaterThanOrEqual(540);
  expect((await boxOf(page, '#card h2')).width).toBeGreaterThanOrEqual(460);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  await page.keyboard.press('Control+j');

  // Each tab shows a card of its own, or says why there is none.
  await tree.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const open = page.url();
  await expect(card.locator('[aria-busy=true]')).toHaveCount(0);
  await page.getByRole('tab', { name: /^Held/ }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is held' })).toBeVisible();
  await expect(card.getByRole('heading', { name: 'No item is open' })).toBeVisible();
  await expect(title).toHaveText('No item is open');
  await page.getByRole('tab', { name: /^Pending/ }).click();
  await expect(page).toHaveURL(open);
  await expect(title).toHaveText(/ticket/);

  // A whole group is approved, the window is loaded again, and undo takes all of it back.
  await page.getByRole('treeitem', { level: 1 }).first().click();
  await tree.focus();
  await page.keyboard.press('a');
  const preview = page.getByRole('dialog', { name: /^Preview/ });
  await openSamples(page);
  await expect(preview.getByRole('button', { name: /^(Send|Save) 50 / })).not.toHaveAttribute('aria-disabled', 'true');
  await expect(preview).toContainText('The policy lets 50 be decided at once.');
  const before = await page.getByRole('tab', { name: /^Pending/ }).textContent();
  await preview.getByRole('button', { name: /^(Send|Save) \d+ / }).click();
  await expect(page.getByRole('dialog', { name: /approved$/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Held actions' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('region', { name: 'Held actions' })).toBeHidden();
  await expect(page.getByRole('tab', { name: /^Pending/ })).toHaveText(before ?? '');

  // Forty, by the keyboard alone: marked, previewed, sampled, decided, found again, and taken back.
  await tree.focus();
  await page.keyboard.press('End');
  await expect(tree.getByRole('treeitem', { name: /more in this group/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  for (let more = 0; more < 39; more += 1) await page.keyboard.press('Shift+J');
  await expect(page.getByRole('group', { name: 'Marked items' })).toContainText('40 marked');
  await page.keyboard.press('Enter');
  await expect(preview).toContainText('40 frozen by id, hash and version');
  const decide = preview.getByRole('button', { name: /^(Send|Save) 40 / });
  await openSamples(page);
  await tabTo(page, decide);
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: '40 of 40 approved' });
  await expect(sheet.getByRole('button', { name: 'Done' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await expect(tree).toBeFocused();
  await page.keyboard.press('b');
  const batches = page.getByRole('dialog', { name: 'Batches' });
  await expect(batches.getByRole('row', { name: /40 of 40 approved/ })).toBeVisible();
  await tabTo(page, batches.getByRole('button', { name: 'Open' }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, sheet.getByRole('button', { name: /^Undo all/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: '40 of 40 taken back' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: /^Pending/ })).toHaveText(before ?? '');
});

test('the inbox by the keyboard alone: it has the keyboard when it opens, a set is decided and taken back, and the list has the keyboard again', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await startReview(page, firstComplaints(20));
  await untilItWaits(page);
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  const tree = page.getByRole('tree');
  await expect(tree).toBeFocused();
  const approval = page.getByRole('region', { name: 'Approval', exact: true });
  await expect(approval.getByRole('button', { name: /A$/ })).toBeVisible();

  // On the head of a group the keys mean the group, so the buttons of the card do not carry them.
  await page.keyboard.press('Home');
  await expect(approval.getByRole('button', { name: 'Reject', exact: true })).toBeVisible();
  await page.keyboard.press('j');
  await expect(approval.getByRole('button', { name: 'Reject R' })).toBeVisible();

  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('Enter');
  const preview = page.getByRole('dialog', { name: /^Preview/ });
  const decide = preview.getByRole('button', { name: /^(Send|Save) 2 / });
  await openSamples(page);
  await expect(decide).not.toHaveAttribute('aria-disabled', 'true');
  await tabTo(page, decide);
  await page.keyboard.press('Enter');
  const result = page.getByRole('dialog', { name: '2 of 2 approved' });
  await expect(result.getByRole('button', { name: 'Done' })).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(result.getByText('pending', { exact: true })).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(result).toBeHidden();
  await expect(tree).toBeFocused();

  await page.keyboard.press('Home');
  await page.keyboard.press('j');
  await expect(approval.getByRole('button', { name: 'Respond C' })).toBeVisible();
  const title = (await approval.getByRole('heading', { level: 2 }).textContent()) ?? '';
  await page.keyboard.press('c');
  await page.keyboard.type('Ask for the account number first.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(approval.getByRole('heading', { level: 2 })).not.toHaveText(title);
  await page.getByRole('tab', { name: 'Decided' }).click();
  await expect(approval.getByRole('heading', { level: 2 })).toHaveText(title);
  await expect(approval).toContainText('responded');
  await expect(approval).toContainText('Ask for the account number first.');
});

async function boxOf(page: Page, selector: string): Promise<{ x: number; width: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not drawn`);
  return box;
}
