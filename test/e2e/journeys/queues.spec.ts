import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { writeAgentFolder } from '../../helpers/e2e-agent.ts';
import { giveFile, openStartForm, openView, startEmpty } from '../../helpers/e2e-console.ts';
import { firstComplaints } from '../../helpers/e2e-tickets.ts';

async function noViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);
}

async function startInMail(page: Page, title: string): Promise<void> {
  await openStartForm(page, 'Ticket review');
  await giveFile(page, firstComplaints(20));
  await expect(page.getByText('SHA-256')).toBeVisible();
  await page.getByText('Advanced: queue').click();
  await page.getByLabel('Queue', { exact: true }).selectOption('mail');
  await page.getByLabel('Key', { exact: true }).fill('acme');
  await page.getByLabel('Name of this run').fill(title);
  await page.getByRole('button', { name: 'Start Ticket review' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
}

test('a queue is made, paused, filled from the start form, put in another order by keyboard, and resumed', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await openView(page, 'Runs');
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByRole('button', { name: 'New queue' }).click();
  const making = page.getByRole('dialog', { name: 'New queue' });
  await making.getByLabel('Name').fill('Mail');
  await making.getByRole('button', { name: 'Make the queue' }).click();
  await expect(making.getByRole('alert')).toContainText('lower-case letters');
  await making.getByLabel('Name').fill('mail');
  await making.getByLabel('Waiting runs at most').fill('2');
  await making.getByRole('button', { name: 'Make the queue' }).click();
  await expect(page.getByRole('heading', { name: 'mail' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const pausing = page.getByRole('dialog', { name: 'Pause this queue?' });
  await pausing.getByLabel('Reason').fill('upkeep');
  await pausing.getByRole('button', { name: 'Pause the queue' }).click();
  await expect(page.getByText('upkeep')).toBeVisible();

  await startInMail(page, 'First');
  await startInMail(page, 'Second');
  await page.goto(page.url().replace(/#.*/, '#/queues/mail'));
  const waiting = page.getByRole('table', { name: 'Waiting runs' });
  await expect(waiting.getByRole('link')).toHaveText(['First', 'Second']);

  await page.getByRole('button', { name: 'Place Second' }).focus();
  await page.keyboard.press('Enter');
  const placing = page.getByRole('dialog', { name: 'Where this run waits' });
  await placing.getByLabel('Priority').fill('urgent');
  await expect(placing.getByText('Give a whole number from -100 to 100.')).toBeAttached();
  await placing.getByLabel('Priority').fill('5');
  await page.keyboard.press('Enter');
  await expect(placing).toBeHidden();
  await expect(waiting.getByRole('link')).toHaveText(['Second', 'First']);
  await noViolations(page);

  await page.getByRole('button', { name: 'Place First' }).click();
  await placing.getByLabel('Start no earlier than').check();
  await placing.getByLabel('Minutes from now').fill('90');
  await placing.getByRole('button', { name: 'Change its place' }).click();
  await expect(page.getByRole('table', { name: 'Runs that were put off' }).getByRole('link')).toHaveText(['First']);

  await page.getByRole('button', { name: 'Limits' }).click();
  const limits = page.getByRole('dialog', { name: 'Limits of this queue' });
  await limits.getByLabel('Starts', { exact: true }).fill('3');
  await limits.getByRole('button', { name: 'Change the limits' }).click();
  await expect(limits.getByRole('alert')).toContainText('A rate needs both');
  await limits.getByLabel('in so many seconds').fill('60');
  await limits.getByRole('button', { name: 'Change the limits' }).click();
  await expect(page.getByText('3 starts in 1:00')).toBeVisible();

  await markAndAct(page);
  await page.goto(page.url().replace(/#.*/, '#/queues/mail'));
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const removing = page.getByRole('dialog', { name: 'Remove this queue?' });
  await removing.getByRole('button', { name: 'Remove the queue' }).click();
  await expect(removing.getByRole('alert')).toContainText('is still used by runs that have not ended');
  await removing.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByText('none', { exact: true }).first()).toBeVisible();
  await expect(waiting).toBeHidden();
});

/** With the keyboard alone: single rows are marked, and the verb is used on those and no others. */
async function markAndAct(page: Page): Promise<void> {
  await openView(page, 'Runs');
  const list = page.getByRole('grid', { name: 'Runs' });
  const marked = list.getByRole('row', { selected: true });
  const bar = page.getByRole('group', { name: 'Marked runs' });
  await expect(list.getByRole('row', { name: /Second/ })).toBeVisible();
  await list.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+J');
  await expect(marked).toHaveCount(2);
  await expect(bar).toContainText('2 marked');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.press('Control+a');
  await expect(marked).toHaveCount(2);
  // The keyboard stands on the first: it alone is let go.
  await page.keyboard.press('x');
  await expect(marked).toHaveText(/Second/);
  await noViolations(page);

  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Do this with 1 marked run' });
  await sheet.getByLabel('Verb').selectOption('prioritise');
  await sheet.getByLabel('Priority').fill('9');
  await expect(sheet.getByRole('button', { name: 'Prioritise 1 run' })).toBeEnabled();
  await sheet.getByLabel('Reason').press('Enter');
  const result = page.getByRole('dialog', { name: 'Prioritise: 1 of 1 run changed' });
  await expect(result.getByRole('row', { name: /Second .* applied/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(list).toBeFocused();
  // A page that was opened has the keyboard, and so has the list when one comes back to it.
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
  await page.goBack();
  await expect(list).toBeFocused();
}

test('a full queue is said in the start form, and nothing that was filled in is lost', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await page.goto(page.url().replace(/#.*/, '#/queues'));
  await page.getByRole('button', { name: 'New queue' }).click();
  const making = page.getByRole('dialog', { name: 'New queue' });
  await making.getByLabel('Name').fill('mail');
  await making.getByLabel('Waiting runs at most').fill('1');
  await making.getByRole('button', { name: 'Make the queue' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await startInMail(page, 'First');
  await openStartForm(page, 'Ticket review');
  await giveFile(page, firstComplaints(20));
  await expect(page.getByText('SHA-256')).toBeVisible();
  await page.getByText('Advanced: queue').click();
  await page.getByLabel('Queue', { exact: true }).selectOption('mail');
  await page.getByLabel('Name of this run').fill('Second');
  await page.getByLabel('Deadline').fill('2026-01-31T08:00');
  await page.getByRole('button', { name: 'Start Ticket review' }).click();
  await expect(page.getByText('The deadline has passed already.')).toBeVisible();
  await expect(page.getByLabel('Deadline')).toBeFocused();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const tomorrow = await page.evaluate(() => {
    const now = new Date(Date.now() + 86_400_000);
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  });
  await page.getByLabel('Deadline').fill(tomorrow);
  await expect(page.getByText(new RegExp(`${timeZone}.*, in 23 h`))).toBeVisible();
  await page.getByRole('button', { name: 'Start Ticket review' }).click();
  await expect(page.getByRole('alert')).toContainText('The queue "mail" is full: 1 run waits in it');
  await expect(page.getByLabel('Name of this run')).toHaveValue('Second');
  await page.getByLabel('Queue', { exact: true }).selectOption('default');
  await page.getByRole('button', { name: 'Start Ticket review' }).click();
  await expect(page.getByText(/^deadline .* then it is cancelled/)).toBeVisible();
});

/** A run that fails for good at its second step, by a budget of one. */
async function failForGood(page: Page, title: string): Promise<void> {
  await openStartForm(page, 'Counter');
  await page.getByRole('textbox', { name: /^Record/ }).fill('r-1');
  await page.getByLabel('Milliseconds').fill('1');
  await page.getByText('Budget of this run').click();
  await page.getByLabel('Steps, at most').fill('1');
  await page.getByLabel('Fail where one is used up').check();
  await page.getByLabel('Name of this run').fill(title);
  await page.getByRole('button', { name: 'Start Counter' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('budget-exceeded');
}

test('runs that failed for good are counted, show their evidence, and are retried and dismissed, one by one and together', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await page.getByLabel('Add agent folder').fill(writeAgentFolder());
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Counter' })).toBeVisible();
  for (const title of ['North one', 'North two', 'South']) await failForGood(page, title);
  await openView(page, 'Runs');
  await page.getByRole('link', { name: 'Dead letters 3 open' }).click();
  const south = page.getByRole('article', { name: 'South' });
  await expect(south).toContainText('budget-exceeded');
  await expect(south).toContainText('1 attempt, 0 recoveries; its journal has 1 record');
  await noViolations(page);

  await south.getByRole('button', { name: 'Dismiss South' }).click();
  const dismissing = page.getByRole('dialog', { name: 'Dismiss this dead letter?' });
  await expect(dismissing.getByRole('button', { name: 'Dismiss it' })).toHaveAttribute('aria-disabled', 'true');
  await dismissing.getByLabel('Reason').fill('not needed any more');
  await dismissing.getByRole('button', { name: 'Dismiss it' }).click();
  await expect(south).toBeHidden();
  await page.getByRole('tab', { name: 'Settled' }).click();
  await expect(south).toContainText('dismissed by Mara Lindqvist');
  await expect(south).toContainText('not needed any more');
  await page.getByRole('tab', { name: 'Open' }).click();

  // Marked ones alone are tried again, and fail again as new attempts.
  await page.getByLabel('Mark North one').check();
  await page.getByRole('button', { name: 'Retry 1 marked…' }).click();
  const retrying = page.getByRole('dialog', { name: 'Retry 1 dead letter?' });
  await retrying.getByLabel('Reason').fill('once more');
  await retrying.getByRole('button', { name: 'Retry 1 run' }).click();
  const retried = page.getByRole('dialog', { name: 'Retry: 1 of 1 run changed' });
  await expect(retried.getByRole('row', { name: /applied/ })).toBeVisible();
  await retried.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('article', { name: 'North one' })).toContainText('2 attempts');

  const filter = page.getByLabel('Filter dead letters');
  await filter.fill('status:failed');
  await expect(page.getByRole('alert')).toContainText('found by agent:ID and words');
  await filter.fill('agent:counter north');
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.getByRole('button', { name: 'Dismiss all that match…' }).click();
  const all = page.getByRole('dialog', { name: 'Dismiss all that match?' });
  await expect(all.getByText('agent:counter north')).toBeVisible();
  await all.getByLabel('Reason').fill('the counter is gone');
  await all.getByRole('button', { name: 'Dismiss 2 runs' }).click();
  await page
    .getByRole('dialog', { name: 'Dismiss: 2 of 2 runs changed' })
    .getByRole('button', { name: 'Done' })
    .click();
  await expect(page.getByRole('heading', { name: 'No dead letter matches' })).toBeVisible();
  await filter.fill('');
  await expect(page.getByRole('heading', { name: 'No run was given up' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Dead letters', exact: true })).toBeVisible();
});

test('where no run was given up, the dead letters say so', async ({ consolePage: page }) => {
  await startEmpty(page);
  await page.goto(page.url().replace(/#.*/, '#/dead-letters'));
  await expect(page.getByRole('heading', { name: 'No run was given up' })).toBeVisible();
  await noViolations(page);
});
