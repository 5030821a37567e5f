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
  line.hold();
  await expect(approveButton(mara)).toHaveText(`${contested}A`);
  await approveButton(mara).click();
  await expect(mara.getByRole('region', { name: 'Held actions' })).toContainText('and 1 more');
  await approveButton(jon).click();
  await expect(jon.getByRole('alert').filter({ hasText: 'Somebody decided first' })).toContainText('Mara Lindqvist');
  line.release();
  await expect(row(jon, contested)).toContainText('holding');
  await jon.getByRole('button', { name: '2 moved on' }).click();
  await expect(row(jon, title)).toHaveCount(0);
  await expect(row(jon, contested)).toHaveCount(0);
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
