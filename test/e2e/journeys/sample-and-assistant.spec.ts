import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { openView, startSample, untilItWaits } from '../../helpers/e2e-console.ts';

test('the sample says everywhere that it is one, the assistant cites and asks before it acts, and a run is cancelled from its page', async ({
  consolePage: page,
}) => {
  await startSample(page);
  await expect(page.getByRole('banner')).toContainText('Sample workspace');
  await untilItWaits(page);
  await expect(page.getByRole('main').getByText('Sample', { exact: true })).toBeVisible();
  const news = page.getByRole('region', { name: 'News' });
  await expect(news).toContainText(/^\d+ (?:more )?actions? waits? for a decision/);
  await expect(page).toHaveTitle(/^\(\d+\) Lanekeeper$/);
  await news.getByRole('link', { name: 'Open the inbox' }).click();
  await expect(news).toBeHidden();
  await expect(page.getByRole('banner')).toContainText('Sample workspace');

  await openView(page, 'Assistant');
  const waiting = await ask(page, 'what is waiting for me?');
  await expect(waiting).toContainText('wait for a decision');
  const citation = page
    .getByRole('complementary', { name: 'Sources' })
    .getByRole('link', { name: /draft reply for ticket/ })
    .first();
  const cited = (await citation.textContent()) ?? '';
  await citation.click();
  await expect(
    page.getByRole('region', { name: 'Approval', exact: true }).getByRole('heading', { level: 2 }),
  ).toHaveText(cited);

  await openView(page, 'Assistant');
  const offer = await ask(page, 'cancel the run');
  const confirm = offer.getByRole('button', { name: /^Cancel run/ });
  await expect(confirm).toBeVisible();
  await expect(offer).toContainText('Nothing happens until you press it');
  await openView(page, 'Runs');
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('waiting-approval');

  await openView(page, 'Assistant');
  await confirm.click();
  await expect(offer).toContainText('Done: Cancel run');
  await offer.getByRole('link', { name: 'Its run' }).click();
  await expect(status(page, 'cancelled')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Inbox$/ })).toBeVisible();

  await page.getByRole('button', { name: 'Retry' }).click();
  const again = page.getByRole('dialog', { name: 'Retry this run?' });
  await again.getByLabel('Go on from').selectOption({ label: 'the top: nothing is kept' });
  await again.getByRole('button', { name: /^Retry/ }).click();
  await untilItWaits(page);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'Cancel this run?' });
  await sheet.getByLabel('Reason').fill('The file was the wrong one');
  await sheet.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(status(page, 'cancelled')).toBeVisible();
  await expect(sheet).toBeHidden();
  await openView(page, 'Inbox');
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
});

/** Asks, and gives the newest answer. */
async function ask(page: Page, question: string): Promise<Locator> {
  const answers = page.getByRole('article', { name: 'Answer' });
  const before = await answers.count();
  await page.getByLabel('Ask, or say what an agent should do').fill(question);
  await page.keyboard.press('Enter');
  await expect(answers).toHaveCount(before + 1);
  return answers.nth(before);
}

function status(page: Page, word: string): Locator {
  return page.getByRole('main').getByText(word, { exact: true }).first();
}
