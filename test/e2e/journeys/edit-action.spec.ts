import { AxeBuilder } from '@axe-core/playwright';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '../console-test.ts';
import { openView, startEmpty, startReview, tabTo, untilItWaits } from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';

test('an action is edited by the keyboard alone: what it would do is shown before, and both versions after', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await startReview(page, firstComplaints(3));
  await untilItWaits(page);
  await openView(page, 'Inbox');
  await page.reload();
  const tree = page.getByRole('tree');
  await expect(tree).toBeFocused();
  const card = page.getByRole('region', { name: 'Approval', exact: true });
  await page.keyboard.press('Home');
  await page.keyboard.press('j');
  await expect(card.getByRole('button', { name: /^Edit… E$/ })).toBeVisible();
  await expect(card.getByRole('button', { name: /A$/ })).not.toHaveAttribute('aria-disabled', 'true');

  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Approve with edits' });
  await expect(sheet.getByRole('button', { name: 'Approve with edits' })).toHaveAttribute('aria-disabled', 'true');
  const subject = sheet.getByRole('textbox', { name: /^subject/ });
  await tabTo(page, subject);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(sheet.getByText('subject is empty.').first()).toBeVisible();
  await page.keyboard.type('About your complaint');
  await expect(sheet.getByRole('button', { name: 'Approve with 1 edit' })).toBeVisible();
  await expect(sheet.getByRole('region', { name: 'What would be decided' })).toContainText('About your complaint');

  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);

  // As JSON: what a parser would read over is told, and the form says why it cannot help.
  await tabTo(page, sheet.getByRole('tab', { name: 'Form' }));
  await page.keyboard.press('ArrowRight');
  const raw = sheet.getByRole('textbox', { name: 'Parameters as JSON' });
  await expect(raw).toContainText('About your complaint');
  await tabTo(page, raw);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.insertText('"subject": "first",\n');
  await expect(sheet.getByText(/given twice/).first()).toBeVisible();
  await tabTo(page, sheet.getByRole('tab', { name: 'JSON' }));
  await page.keyboard.press('ArrowLeft');
  await expect(sheet.getByRole('alert')).toContainText('This cannot be edited in the form');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, raw);
  await page.keyboard.press('Control+z');
  await expect(sheet.getByRole('button', { name: 'Approve with 1 edit' })).toBeVisible();

  await tabTo(page, sheet.getByRole('textbox', { name: 'Reason' }));
  await page.keyboard.type('The subject said nothing');
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await page.getByRole('tab', { name: /^Held/ }).click();
  await expect(card).toContainText('edited what the agent had asked for');
  await expect(card).toContainText('The subject said nothing');
  await card.getByText('In the place of:').getByRole('link').click();
  await expect(card).toContainText('superseded');
  await expect(card).toContainText('In its place:');
});

test('a rejection that comes too late says so where it was written, and nothing that was typed is lost', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  await startReview(page, firstComplaints(3));
  await untilItWaits(page);
  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Decisions' }).click();
  await page.getByLabel('One on each line', { exact: true }).fill('Not for us\nWrong person');
  const save = page.getByRole('button', { name: 'Save' }).first();
  await save.click();
  await expect(save).toHaveAttribute('aria-disabled', 'true');
  await openView(page, 'Inbox');
  const tree = page.getByRole('tree');
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('j');
  const card = page.getByRole('region', { name: 'Approval', exact: true });
  await expect(card.getByRole('button', { name: 'Reject R' })).not.toHaveAttribute('aria-disabled', 'true');
  const approvalId = new URL(page.url()).hash.split('/').at(-1) ?? '';
  await page.keyboard.press('r');
  const sheet = page.getByRole('dialog', { name: 'Reject' });
  await page.keyboard.press('2');
  await expect(sheet.getByRole('radio', { name: 'Wrong person' })).toBeChecked();
  const words = sheet.getByRole('textbox', { name: 'In your words' });
  await tabTo(page, words);
  await page.keyboard.type('It belongs to the other office.');

  const launcher = join(import.meta.dirname, '../../../electron/cli/launcher.cjs');
  const reject = ['approvals', 'reject', approvalId, '--reason', 'first', '--workspace', product.workspace];
  await promisify(execFile)(process.execPath, [launcher, ...reject]);
  await page.keyboard.press('Control+Enter');
  await expect(sheet.getByRole('alert')).toContainText('rejected it');
  await expect(words).toHaveValue('It belongs to the other office.');
  await expect(sheet.getByRole('radio', { name: 'Wrong person' })).toBeChecked();
});
