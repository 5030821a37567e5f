import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { openSamples, startEmpty, startReview, openView, untilItWaits } from '../../helpers/e2e-console.ts';
import { allComplaints } from '../../helpers/e2e-tickets.ts';
import { killRuntime, mailOf, outboxOf, runtimePid } from '../../helpers/e2e-workspace.ts';

test('kill -9 of the runtime in the middle of a run and again inside a hold window: the window reconnects by itself, the run finishes, every approved reply is written once', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  await startReview(page, allComplaints());
  await expect(
    page.getByRole('table', { name: 'The timeline as a table' }).getByRole('row', { name: 'read rows' }),
  ).toBeVisible();
  await expect(page.getByRole('main').getByText('running', { exact: true }).first()).toBeVisible();
  const first = killRuntime(product.workspace);
  await untilItWaits(page);
  await expect(page.getByRole('main')).toContainText(/recovered 1 time/);
  expect(runtimePid(product.workspace)).not.toBe(first);

  await openView(page, 'Inbox');
  const approved = await approveSome(page, 5);
  await expect(page.getByRole('region', { name: 'Held actions' })).toBeVisible();
  expect(outboxOf(product.workspace)).toEqual([]);
  const second = killRuntime(product.workspace);
  await expect(page.getByRole('region', { name: 'Held actions' })).toBeVisible();
  await expect.poll(() => runtimePid(product.workspace)).not.toBe(second);
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  expect(outboxOf(product.workspace)).toEqual([]);

  await expect.poll(() => outboxOf(product.workspace).length, { timeout: 40_000 }).toBe(approved.length);
  await page.getByRole('tab', { name: /^Decided/ }).click();
  for (const ticket of approved)
    await expect(page.getByRole('treeitem', { name: new RegExp(`${ticket}.*executed`) })).toBeVisible();
  const mails = outboxOf(product.workspace).map((name) => mailOf(product.workspace, name));
  for (const ticket of approved) expect(mails.filter((mail) => mail.includes(`(${ticket})`))).toHaveLength(1);
});

/** Approves the first items one by one; their tickets. */
async function approveSome(page: Page, total: number): Promise<string[]> {
  const list = page.getByRole('tree');
  await list.focus();
  await page.keyboard.press('Home');
  for (let down = 0; down < total; down += 1) await page.keyboard.press(down === 0 ? 'j' : 'Shift+J');
  const rows = list.getByRole('treeitem', { name: /ticket \d+/ });
  const names = await Promise.all(Array.from({ length: total }, (_, at) => rows.nth(at).textContent()));
  await page.keyboard.press('Enter');
  await openSamples(page);
  await page
    .getByRole('dialog', { name: /^Preview/ })
    .getByRole('button', { name: `Save ${total} draft replies` })
    .click();
  await page
    .getByRole('dialog', { name: `${total} of ${total} approved` })
    .getByRole('button', { name: 'Done' })
    .click();
  return names.map((name) => /ticket \d{7}/.exec(name ?? '')?.[0] ?? '');
}
