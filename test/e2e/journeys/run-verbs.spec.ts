import type { Locator, Page } from '@playwright/test';
import { startProduct } from '../../helpers/product.ts';
import { expect, test } from '../console-test.ts';
import { actAs, approveButton, openView, startSample, untilItWaits } from '../../helpers/e2e-console.ts';

test('a review is paused, resumed, rewound, forked with an edited result, and killed, each seen through to its end', async ({
  consolePage: page,
  product,
  context,
}) => {
  await startSample(page);
  await untilItWaits(page);

  await page.getByRole('button', { name: 'Pause' }).click();
  const pause = page.getByRole('dialog', { name: 'Pause this run?' });
  await pause.getByLabel('Reason').fill('Lunch');
  await pause.getByRole('button', { name: 'Pause the run' }).click();
  await expect(status(page, 'paused')).toBeVisible();
  await expect(page.getByText('paused this run')).toBeVisible();

  const place = await choose(page, 'Prioritise…', 'Where this run waits');
  await place.getByLabel('Priority').fill('7');
  await place.getByRole('button', { name: 'Change its place' }).click();
  await expect(page.getByText('priority 7')).toBeVisible();
  const putOff = await choose(page, 'Put off…', 'Where this run waits');
  await expect(putOff.getByLabel('Start no earlier than')).toBeChecked();
  await putOff.getByRole('button', { name: 'Leave it there' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await untilItWaits(page);

  const left = await choose(page, 'Kill', 'Kill this run?');
  await page.keyboard.press('Escape');
  await expect(left).toBeHidden();
  await expect(page.getByRole('button', { name: 'More verbs' })).toBeFocused();

  const rewind = await choose(page, 'Rewind…', 'Rewind this run?');
  const drafts = rewind.locator('option', { hasText: 'draft replies' }).first();
  await rewind.getByLabel('Go on from').selectOption((await drafts.getAttribute('value')) ?? '');
  const follows = rewind.getByRole('region', { name: 'What follows from it' });
  await expect(follows).toContainText('not sent yet');
  await rewind.getByRole('button', { name: /^Rewind/ }).click();
  await expect(rewind).toBeHidden();
  await untilItWaits(page);
  await expect(page.getByText('attempt 2')).toBeVisible();

  const fork = await choose(page, 'Fork…', 'Fork this run?');
  const group = fork.locator('option', { hasText: 'group into themes' }).first();
  await fork.getByLabel('Go on from').selectOption((await group.getAttribute('value')) ?? '');
  await fork.getByLabel('Edit', { exact: true }).selectOption('result');
  const json = fork.getByLabel('Result, as JSON');
  await expect(json).not.toHaveValue('');
  const given = await json.inputValue();
  await json.fill('{"half":');
  await fork.getByRole('button', { name: /^Fork/ }).click();
  await expect(fork.getByRole('alert')).toContainText('The edited result is not JSON');
  await expect(json).toHaveValue('{"half":');
  await json.fill(given);
  await fork.getByRole('button', { name: /^Fork/ }).click();
  await expect(page.getByRole('heading', { name: /^Fork of/ })).toBeVisible();
  await expect(page.getByText('forked from')).toBeVisible();
  await untilItWaits(page);

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const cancel = page.getByRole('dialog', { name: 'Cancel this run?' });
  await cancel.getByLabel('Reason').fill('It reads the wrong file');
  await expect(cancel.getByRole('region', { name: 'What is undone' })).toBeVisible();

  const second = await startProduct({ workspace: product.workspace });
  const other = await context.newPage();
  await other.goto(second.link);
  await actAs(other, 'Jon Bakke');
  // Once its first card is open: until then the inbox gives the address that of the card.
  await expect(
    other.getByRole('region', { name: 'Approval', exact: true }).getByRole('heading', { level: 2 }),
  ).toBeVisible();
  await other.goto(other.url().replace(/#.*/, new URL(page.url()).hash));
  const kill = await choose(other, 'Kill', 'Kill this run?');
  await kill.getByRole('button', { name: 'Kill the run' }).click();
  await expect(kill).toBeHidden();
  await other.close();
  expect(await second.stop()).toBe(0);
  await expect(status(page, 'cancelled')).toBeVisible();

  // The sheet of the first window comes too late: it says so, and has lost nothing.
  await cancel.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(cancel.getByRole('alert')).toContainText('The run is cancelled already');
  await expect(cancel.getByLabel('Reason')).toHaveValue('It reads the wrong file');
  await cancel.getByRole('button', { name: 'Let it run' }).click();
  await expect(page.getByRole('button', { name: 'Cancel', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'More verbs' }).click();
  for (const verb of ['Prioritise…', 'Move to another queue…', 'Put off…']) {
    const entry = page.getByRole('menuitem', { name: verb });
    await expect(entry).toBeDisabled();
    await expect(entry).toContainText(/the run is cancelled; it waits for nothing|this one is cancelled/i);
  }
  await page.keyboard.press('Escape');

  await expect(page.getByRole('alert').filter({ hasText: 'killed this run' })).toContainText('Nothing was undone');

  await openView(page, 'Agents');
  await page.getByRole('button', { name: 'Pause the agent' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause the agent' }).click();
  await expect(page.getByText('paused this agent')).toBeVisible();
  await page.getByRole('button', { name: 'Resume the agent' }).click();
  await expect(page.getByText('paused this agent')).toBeHidden();

  await page.getByRole('button', { name: 'Quarantine the release' }).click();
  const sheet = page.getByRole('dialog', { name: 'Quarantine this release?' });
  // Nothing is sent without a reason.
  await expect(sheet.getByRole('button', { name: 'Quarantine the release' })).toHaveAttribute('aria-disabled', 'true');
  await sheet.getByLabel('Reason').fill('it answers the wrong people');
  await sheet.getByRole('button', { name: 'Quarantine the release' }).click();
  await expect(page.getByText('quarantined this release')).toBeVisible();
  await page.getByRole('button', { name: 'Lift the quarantine' }).click();
  const lift = page.getByRole('dialog', { name: 'Lift this quarantine?' });
  await lift.getByLabel('Reason').fill('mended');
  await lift.getByRole('button', { name: 'Lift the quarantine' }).click();
  await expect(page.getByText('quarantined this release')).toBeHidden();
});

test('a review that has saved drafts is cancelled: what it did is undone after a decision of its own', async ({
  consolePage: page,
}) => {
  await startSample(page);
  await untilItWaits(page);
  await openView(page, 'Inbox');
  await approveButton(page).click();
  await openTheRun(page);
  await expect(page.getByText('1 of 300 done').first()).toBeVisible({ timeout: 30_000 });

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'Cancel this run?' });
  await expect(sheet.getByRole('region', { name: 'What is undone' })).toContainText('1 action');
  await sheet.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(status(page, 'compensating')).toBeVisible();
  // What it still asked for is withdrawn meanwhile: an inbox opened before that shows it so.
  await expect(page.getByRole('link', { name: 'Inbox 1 wait for a decision' })).toBeVisible();
  await openView(page, 'Inbox');
  await expect(page.getByRole('heading', { name: /^Undo: / })).toBeVisible();
  await approveButton(page).click();
  await openTheRun(page);
  await expect(status(page, 'compensated')).toBeVisible({ timeout: 30_000 });
});

test('a verb is used on every run a filter matches, with a preview before and the result of each after', async ({
  consolePage: page,
}) => {
  await startSample(page);
  await untilItWaits(page);
  await openView(page, 'Runs');
  await page.getByRole('button', { name: 'Act on all…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Do this with all that match' });
  await sheet.getByLabel('Verb').selectOption('resume');
  await expect(sheet.getByText('Only a paused run can be resumed').first()).toBeVisible();
  await sheet.getByLabel('Verb').selectOption('pause');
  await sheet.getByRole('button', { name: 'Pause 1 run' }).click();
  const result = page.getByRole('dialog', { name: 'Pause: 1 of 1 run changed' });
  await expect(result.getByRole('cell', { name: 'applied' })).toBeVisible();
  await result.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('paused');
});

async function openTheRun(page: Page): Promise<void> {
  await openView(page, 'Runs');
  await page
    .getByRole('grid', { name: 'Runs' })
    .getByRole('row', { name: /complaints/ })
    .first()
    .click();
}

async function choose(page: Page, verb: string, dialog: string): Promise<Locator> {
  await page.getByRole('button', { name: 'More verbs' }).click();
  await page.getByRole('menuitem', { name: verb }).click();
  return page.getByRole('dialog', { name: dialog });
}

function status(page: Page, word: string): Locator {
  return page.getByRole('main').getByText(word, { exact: true }).first();
}
