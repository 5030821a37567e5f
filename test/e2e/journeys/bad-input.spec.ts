import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { giveFile, openStartForm, openView, startEmpty, startReview, untilItWaits } from '../../helpers/e2e-console.ts';
import { csvFile, firstComplaints, ticketFixture } from '../../helpers/e2e-tickets.ts';
import type { ChosenFile } from '../../helpers/e2e-console.ts';

const bigCell = csvFile(
  'big-cell.csv',
  Buffer.concat([
    Buffer.from('id,text\n1,"'),
    Buffer.alloc(20 * 1024 * 1024, 'words and no end '),
    Buffer.from('"\n2,The parcel never arrived although the tracking says it did.\n'),
  ]),
);

const looks: readonly (readonly [ChosenFile, string | RegExp])[] = [
  [ticketFixture('empty.csv'), 'empty.csv is empty: it holds no text to read. Check the export that wrote it'],
  [ticketFixture('header-only.csv'), 'header-only.csv has a header and no rows: there is nothing to review.'],
  [ticketFixture('utf-16le.csv'), 'UTF-16 (little endian) (byte order mark)'],
  [ticketFixture('utf-16be-no-mark.csv'), 'UTF-16 (big endian) (every second byte is zero)'],
  [ticketFixture('latin-1.csv'), 'Latin-1 (Windows-1252) (not UTF-8)'],
  [ticketFixture('ragged.csv'), 'The row has 3 cells where 5 are expected.'],
  [ticketFixture('cut-off.csv'), 'The file ends in the middle of this row.'],
  [bigCell, /Rows\s*2/],
];

const reviews: readonly (readonly [ChosenFile, string, string])[] = [
  [ticketFixture('nul-bytes.csv'), '1 row', 'The text holds NUL bytes: the row is damaged.'],
  [ticketFixture('ragged.csv'), '2 rows', 'The row has 6 cells where 5 are expected.'],
  [ticketFixture('duplicate-ids.csv'), '1 row', 'The id "T-2" already stands in row 2.'],
  [ticketFixture('cut-off.csv'), '1 row', 'The file ends in the middle of this row.'],
];

test('before a run exists, every bad file is told apart in a clear sentence, and a good one can be given next', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await openStartForm(page, 'Ticket review');
  const form = page.getByRole('region', { name: 'Ticket review' });
  for (const [file, words] of looks) {
    await giveFile(page, file);
    await expect(form.getByLabel('Drop a file here')).toContainText(file.name);
    await expect(form.getByText('SHA-256')).toBeVisible({ timeout: 60_000 });
    await expect(form).toContainText(words);
  }
  await giveFile(page, firstComplaints(20));
  await expect(form.getByLabel('Text', { exact: true })).toHaveValue('Consumer complaint narrative');
});

test('a run without a usable row fails with the reason and what to do, and so does one whose mapping cannot work', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await startReview(page, ticketFixture('header-only.csv'));
  const reason = page.getByRole('alert').filter({ hasText: 'has a header and no rows' });
  await expect(reason).toContainText('Check the export that wrote it, then start again with a file that has rows.');
  await expect(page.getByRole('main').getByText('failed', { exact: true }).first()).toBeVisible();

  await openStartForm(page, 'Ticket review');
  await giveFile(page, ticketFixture('good.csv'));
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('message');
  await page.getByLabel('Received').selectOption('message');
  await page.getByRole('button', { name: 'Start Ticket review' }).click();
  await expect(page.getByRole('heading', { name: 'Ticket review: good.csv' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('6 rows');
  await seeStillUsable(page);
});

test('rows that cannot be reviewed are set aside with their reasons and counted; the others are reviewed', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  for (const [file, counted, reason] of reviews) {
    await startReview(page, file);
    await untilItWaits(page);
    await expect(page.getByRole('main')).toContainText(`set aside ${counted}`);
    await page.getByRole('tab', { name: 'Report' }).click();
    await expect(page.getByRole('complementary', { name: 'About this report' })).toContainText(reason);
  }
  await seeStillUsable(page);
});

test('a folder that holds no agent is refused with what an agent folder is', async ({ consolePage: page, product }) => {
  await startEmpty(page);
  for (const folder of [product.workspace, '/nowhere/at/all', join('relative', 'folder')]) {
    await page.getByLabel('Add agent folder').fill(folder);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText(`${folder} is not an agent`);
    await expect(page.getByRole('alert')).toContainText('An agent is a folder with manifest.json and a module');
  }
  await seeStillUsable(page);
});

async function seeStillUsable(page: Page): Promise<void> {
  await openView(page, 'Runs');
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible();
  await expect(page.getByText('connected', { exact: true })).toBeVisible();
}
