import type { Page } from '@playwright/test';
import { startProduct } from '../../helpers/product.ts';
import { expect, test } from '../console-test.ts';
import { actAs, approveButton, openView, startEmpty, startReview, untilItWaits } from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';

test('a decision in one window appears in the other, and of two people who decide the same item the second is told who was first', async ({
  consolePage: mara,
  product,
  context,
}) => {
  await startEmpty(mara, 'Mara Lindqvist');
  await startReview(mara, firstComplaints(20));
  await untilItWaits(mara);
  await openView(mara, 'Inbox');
  const second = await startProduct({ workspace: product.workspace });
  const jon = await context.newPage();
  const line = await holdableEvents(jon);
  await jon.goto(second.link);
  await actAs(jon, 'Jon Bakke');
  await openView(jon, 'Inbox');

  const title = await titleOf(mara);
  await expect(row(jon, title)).toBeVisible();
  await approveButton(mara).click();
  await expect(row(jon, title)).toContainText('holding');
  await expect(jon.getByRole('region', { name: 'Held actions' })).toContainText(title);

  const contested = await titleOf(mara);
  await row(jon, contested).click();
  await expect(approveButton(jon)).toHaveText(`${contested}A`);
  await expect(approveButton(jon)).toBeEnabled();
  // Mara has it open: Jon is told, is asked before he decides, and may all the same.
  const looking = jon.getByRole('status').filter({ hasText: 'Mara Lindqvist is looking at this' });
  await expect(looking).toBeVisible();
  await approveButton(jon).click();
  const asked = jon.getByRole('dialog', { name: 'Mara Lindqvist is looking at this' });
  await asked.getByRole('button', { name: 'Back' }).click();
  line.hold();
  await expect(approveButton(mara)).toHaveText(`${contested}A`);
  await approveButton(mara).click();
  await expect(mara.getByRole('region', { name: 'Held actions' })).toContainText('and 1 more');
  await expect(looking).toBeHidden();
  await approveButton(jon).click();
  await expect(jon.getByRole('alert').filter({ hasText: 'Somebody decided first' })).toContainText('Mara Lindqvist');
  line.release();
  await expect(row(jon, contested)).toContainText('holding');
  await jon.getByRole('button', { name: '2 moved on' }).click();
  await expect(row(jon, title)).toHaveCount(0);
  await expect(row(jon, contested)).toHaveCount(0);

  // What moves an item among people is on its card, in both windows.
  const card = jon.getByRole('region', { name: 'Approval', exact: true });
  await card.getByRole('button', { name: 'More verbs' }).click();
  await jon.getByRole('menuitem', { name: /^Escalate/ }).click();
  const sheet = jon.getByRole('dialog', { name: 'Escalate' });
  await sheet.getByRole('button', { name: 'Escalate' }).click();
  await expect(sheet).toContainText('Nobody is named to escalate this to');
  await sheet.getByLabel('To').selectOption({ label: 'Mara Lindqvist, reviewer' });
  await sheet.getByLabel('Reason').fill('she knows the customer');
  await sheet.getByRole('button', { name: 'Escalate' }).click();
  await expect(sheet).toBeHidden();
  await expect(card).toContainText('Jon Bakke escalated it to Mara Lindqvist');
  await card.getByRole('button', { name: 'More verbs' }).click();
  await jon.getByRole('menuitem', { name: /^Snooze/ }).click();
  await jon.getByRole('dialog', { name: 'Snooze' }).getByRole('button', { name: 'Snooze' }).click();
  await expect(card).toContainText('Jon Bakke snoozed it until');
  await jon.close();
  expect(await second.stop()).toBe(0);
});

/** Lets a test keep back what the runtime announces to a window; answers to its own calls still come. */
async function holdableEvents(page: Page): Promise<{ hold(): void; release(): void }> {
  let isHeld = false;
  const kept: (() => void)[] = [];
  await page.routeWebSocket(/\/ws$/, (window) => {
    const server = window.connectToServer();
    server.onMessage((message) => {
      if (isHeld && String(message).includes('"t":"events"')) kept.push(() => window.send(message));
      else window.send(message);
    });
  });
  return {
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      for (const send of kept.splice(0)) send();
    },
  };
}

async function titleOf(page: Page): Promise<string> {
  await expect(approveButton(page)).toBeEnabled();
  return (
    (await page
      .getByRole('region', { name: 'Approval', exact: true })
      .getByRole('heading', { level: 2 })
      .textContent()) ?? ''
  );
}

function row(page: Page, title: string) {
  return page.getByRole('treeitem', { name: /ticket \d+/.exec(title)?.[0] ?? title });
}
