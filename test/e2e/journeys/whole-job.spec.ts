import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { approveButton, openSamples, tabTo, untilItWaits } from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';
import { mailOf, outboxOf } from '../../helpers/e2e-workspace.ts';

const rows = 60;

test('a person does the whole job with the keyboard alone: file, run, report, decisions, mails, proof', async ({
  consolePage: page,
  product,
}) => {
  await beginWithProfile(page);
  await startWithFile(page);
  const drafts = await watchAndReadReport(page);

  await openInboxByKeys(page, drafts);
  const approved = await approveOpenCard(page);
  const rejected = await rejectOpenCard(page);
  await undoOpenCard(page, drafts - 2);
  expect(outboxOf(product.workspace)).toEqual([]);
  const set = await approveTen(page);

  await expect.poll(() => outboxOf(product.workspace).length, { timeout: 40_000 }).toBe(1 + set);
  await expect(
    page
      .getByRole('navigation', { name: 'Views' })
      .getByText(String(drafts - 2 - set))
      .first(),
  ).toBeVisible();
  const mails = outboxOf(product.workspace).map((name) => mailOf(product.workspace, name));
  const sent = mails.find((mail) => mail.includes(`Subject: ${approved.subject}`));
  expect(spacesFolded(sent ?? '')).toContain(spacesFolded(approved.quote));
  expect(mails.filter((mail) => mail.includes(rejected))).toEqual([]);
  expect(new Set(mails).size).toBe(1 + set);

  await verifyAudit(page);
  await seeAssertedProfile(page);
});

async function beginWithProfile(page: Page): Promise<void> {
  await tabTo(page, page.getByLabel('Printed name'));
  await page.keyboard.type('Mara Lindqvist');
  await expect(page.getByLabel('Id', { exact: true })).toHaveValue('mara.lindqvist');
  await tabTo(page, page.getByRole('button', { name: 'Act as Mara Lindqvist' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Start empty' }));
  await page.keyboard.press('Enter');
}

async function startWithFile(page: Page): Promise<void> {
  await tabTo(page, page.getByRole('button', { name: 'Give Ticket review a file' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Choose a file' }));
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(firstComplaints(rows));

  const form = page.getByRole('region', { name: 'Ticket review' });
  await expect(form.getByRole('definition').filter({ hasText: /^comma$/ })).toBeVisible();
  await expect(form.getByRole('definition').filter({ hasText: 'UTF-8' })).toBeVisible();
  await expect(form.getByLabel('Text', { exact: true })).toHaveValue('Consumer complaint narrative');
  await expect(form.getByLabel('Ticket id')).toHaveValue('Complaint ID');
  await expect(form.getByLabel('Received')).toHaveValue('Date received');
  await expect(form.getByLabel('Recipient')).toHaveValue('');
  await tabTo(page, form.getByRole('button', { name: 'Start Ticket review' }));
  await page.keyboard.press('Enter');
}

/** How many actions wait at its end. */
async function watchAndReadReport(page: Page): Promise<number> {
  await expect(page.getByRole('heading', { name: `Ticket review: complaints-${rows}.csv` })).toBeVisible();
  await expect(page.getByRole('progressbar')).toBeVisible();
  const drafts = await untilItWaits(page);
  await tabTo(page, page.getByRole('tab', { selected: true }));
  await page.keyboard.press('Home');
  const steps = page.getByRole('table', { name: 'The timeline as a table' });
  for (const step of ['read rows', 'group into themes', 'draft replies', 'rank issues and write report'])
    await expect(steps.getByRole('row', { name: step }).getByText('done')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  const report = page.getByRole('group', { name: 'Report' });
  await expect(
    report.getByRole('heading', { name: `What customers write about: complaints-${rows}.csv` }),
  ).toBeVisible();
  await expect(report.getByRole('heading', { name: 'Recurring issues' })).toBeVisible();
  return drafts;
}

async function openInboxByKeys(page: Page, drafts: number): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('tab', { name: /^Pending/ })).toHaveText(`Pending${drafts}`);
  await tabTo(page, page.getByRole('tree'));
  await expect(approveButton(page)).toBeVisible();
  const first = await cardTitle(page).textContent();
  await page.keyboard.press('j');
  await expect(cardTitle(page)).not.toHaveText(first ?? '');
  await page.keyboard.press('k');
  await expect(cardTitle(page)).toHaveText(first ?? '');
}

/** What the card showed of the approved mail. */
async function approveOpenCard(page: Page): Promise<{ readonly subject: string; readonly quote: string }> {
  const title = (await cardTitle(page).textContent()) ?? '';
  await expect(approveButton(page)).toHaveText(`${title}A`);
  await expect(approveButton(page)).toBeEnabled();
  const subject = (await field(page, 'Subject').textContent()) ?? '';
  await page.keyboard.press('v');
  const quote = (await page.getByRole('blockquote').textContent()) ?? '';
  await page.keyboard.press('a');
  const hold = page.getByRole('region', { name: 'Held actions' });
  await expect(hold).toContainText(title);
  await expect(hold).toContainText('until then it can be undone');
  await expect(cardTitle(page)).not.toHaveText(title);
  return { subject, quote };
}

/** The subject of the mail that was rejected. */
async function rejectOpenCard(page: Page): Promise<string> {
  const title = (await cardTitle(page).textContent()) ?? '';
  await expect(approveButton(page)).toBeEnabled();
  const subject = (await field(page, 'Subject').textContent()) ?? '';
  await page.keyboard.press('r');
  const sheet = page.getByRole('dialog', { name: 'Reject' });
  await expect(sheet).toContainText(title);
  await page.keyboard.press('3');
  await expect(sheet.getByRole('radio', { name: 'Tone or wording' })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await expect(cardTitle(page)).not.toHaveText(title);
  return subject;
}

async function undoOpenCard(page: Page, pending: number): Promise<void> {
  const title = (await cardTitle(page).textContent()) ?? '';
  const tab = page.getByRole('tab', { name: /^Pending/ });
  await expect(tab).toHaveText(`Pending${pending}`);
  await expect(approveButton(page)).toBeEnabled();
  await page.getByRole('tree').press('a');
  await expect(cardTitle(page)).not.toHaveText(title);
  await expect(tab).toHaveText(`Pending${pending - 1}`);
  await page.keyboard.press('Control+z');
  await expect(tab).toHaveText(`Pending${pending}`);
}

/** Marks ten with x and Shift, previews, approves; how many were approved. */
async function approveTen(page: Page): Promise<number> {
  const list = page.getByRole('tree');
  await tabTo(page, list);
  await page.keyboard.press('End');
  await list.getByRole('treeitem', { name: /more in this group/ }).waitFor();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('treeitem', { name: /more in this group/ })).toBeHidden();
  await page.keyboard.press('Home');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  for (let more = 0; more < 9; more += 1) await page.keyboard.press('Shift+J');
  await expect(page.getByRole('group', { name: 'Marked items' })).toContainText('10 marked');
  await page.keyboard.press('Enter');
  const preview = page.getByRole('dialog', { name: 'Preview: Save 10 draft replies' });
  await expect(preview).toContainText('10 frozen by id, hash and version');
  await openSamples(page);
  await tabTo(page, preview.getByRole('button', { name: 'Save 10 draft replies' }));
  await page.keyboard.press('Enter');
  const results = page.getByRole('dialog', { name: '10 of 10 approved' });
  await expect(results.getByRole('listitem').first()).toContainText('holding');
  await tabTo(page, results.getByRole('button', { name: 'Done' }));
  await page.keyboard.press('Enter');
  await expect(results).toBeHidden();
  return 10;
}

async function verifyAudit(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await tabTo(page, page.getByRole('button', { name: 'Verify' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'The chain holds' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Verification' })).toContainText('no gap');
}

async function seeAssertedProfile(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await expect(page.getByRole('radio', { name: /Mara Lindqvist/ })).toBeChecked();
  await expect(page.getByRole('main')).toContainText('Profiles are asserted, not proven');
}

function cardTitle(page: Page): Locator {
  return page.getByRole('region', { name: 'Approval', exact: true }).getByRole('heading', { level: 2 });
}

function field(page: Page, name: string): Locator {
  return page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    .getByRole('cell');
}

function spacesFolded(text: string): string {
  return text.replaceAll(/=\r?\n/g, '').replaceAll(/\s+/g, ' ');
}
