import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { giveFile, openStartForm, openView, startEmpty, startSample, untilItWaits } from '../../helpers/e2e-console.ts';
import { csvFile } from '../../helpers/e2e-tickets.ts';
import { killRuntime } from '../../helpers/e2e-workspace.ts';

test('when the runtime process is killed the window says that it restarts and that nothing is lost, and then shows its data again', async ({
  consolePage: page,
  product,
}) => {
  await startSample(page);
  await untilItWaits(page);
  await openView(page, 'Runs');
  const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row', { name: /waiting-approval/ });
  await expect(row).toBeVisible();
  await keepWords(page);
  killRuntime(product.workspace);
  await expect.poll(() => wordsKept(page)).toContain('runtime restarting');
  const said = await wordsKept(page);
  expect(said).toContain('Nothing is lost: everything acknowledged is kept');
  expect(said).not.toContain('Offline');
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
  await expect(page.getByText('Nothing is lost')).toBeHidden();
  await expect(row).toBeVisible();
  // The page asks the new process: what is opened now was read after the kill.
  await row.getByRole('link').click();
  await expect(page.getByRole('main').getByText('waiting-approval', { exact: true })).toBeVisible();
});

test('a list keeps the keyboard and its place when the window becomes wider or narrower than 2000 px', async ({
  consolePage: page,
}) => {
  await startSample(page);
  await untilItWaits(page);
  await openView(page, 'Runs');
  const list = page.getByRole('grid', { name: 'Runs' });
  await list.focus();
  await page.keyboard.press('j');
  await expect(list).toHaveAttribute('aria-activedescendant', /^run-/);
  const row = page.locator(`[id="${await list.getAttribute('aria-activedescendant')}"]`);
  const narrow = await row.evaluate((element) => element.getBoundingClientRect().height);
  for (const width of [2560, 1280]) {
    await page.setViewportSize({ width, height: 1000 });
    await expect
      .poll(() => row.evaluate((element) => element.getBoundingClientRect().height))
      .toBe(width === 1280 ? narrow : 34);
    await expect(list).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
});

test('a file of many pieces arrives whole', async ({ consolePage: page }) => {
  await startEmpty(page);
  await openStartForm(page, 'Ticket review');
  const rows = Array.from(
    { length: 60_000 },
    (_, at) => `${at},2019-01-02,"The debt ${at * 7919} is not mine.",a@example.test`,
  );
  const content = Buffer.from(['id,date,text,email', ...rows].join('\n'));
  await giveFile(page, csvFile('large.csv', content));
  await expect(page.getByText('SHA-256')).toContainText(
    createHash('sha256').update(content).digest('hex').slice(0, 12),
  );
});

/** Keeps every text the page shows from now on: a fast restart is over before it can be looked at. */
async function keepWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const words: string[] = [];
    Reflect.set(window, 'keptWords', words);
    new MutationObserver(() => words.push(document.body.textContent ?? '')).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
}

function wordsKept(page: Page): Promise<string> {
  return page.evaluate(() => (Reflect.get(window, 'keptWords') as string[]).join('\n'));
}
