import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The places of the activity bar. */
export type View = 'Inbox' | 'Runs' | 'Agents' | 'Assistant' | 'Audit' | 'Settings';

/** A file as a person would choose it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Presses Tab until the keyboard is there, as a person without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < 120; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${String(target)}`);
}

/** First visit: makes a reviewer's profile. */
export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByLabel('Printed name').fill(name);
  await page.getByRole('button', { name: `Act as ${name}` }).click();
}

/** First visit: a profile, and nothing to look at. */
export async function startEmpty(page: Page, name = 'Mara Lindqvist'): Promise<void> {
  await actAs(page, name);
  await page.getByRole('button', { name: 'Start empty' }).click();
  await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
}

/** First visit: a profile, and the run of the bundled sample. */
export async function startSample(page: Page, name = 'Mara Lindqvist'): Promise<void> {
  await actAs(page, name);
  await page.getByRole('button', { name: 'Run the sample' }).click();
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
}

/** Goes to a place by the activity bar. */
export async function openView(page: Page, view: View): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
}

/** Opens the start form of an agent. */
export async function openStartForm(page: Page, agentTitle: string): Promise<void> {
  await openView(page, 'Agents');
  await page
    .getByRole('navigation', { name: 'Agents of this workspace' })
    .getByRole('link', { name: agentTitle })
    .click();
  await page.getByRole('button', { name: new RegExp(`^(Give|Start) ${agentTitle}`) }).click();
}

/** Gives the open start form a file. */
export async function giveFile(page: Page, file: ChosenFile): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Choose a|Another) file$/ }).click();
  await (await chooser).setFiles(file);
}

/** Gives `ticket-review` a file and starts it; the run's page is open afterwards. */
export async function startReview(page: Page, file: ChosenFile): Promise<void> {
  await openStartForm(page, 'Ticket review');
  await giveFile(page, file);
  await expect(page.getByText('SHA-256')).toBeVisible();
  await page.getByRole('button', { name: 'Start Ticket review' }).click();
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible();
}

/** Waits until the open run waits for decisions; how many. The inbox may show fewer for a moment. */
export async function untilItWaits(page: Page): Promise<number> {
  const main = page.getByRole('main');
  await expect(main.getByText('waiting-approval', { exact: true })).toBeVisible({ timeout: 60_000 });
  const words = await main.getByText(/^Decide [\d,]+ actions?$/).textContent();
  return Number(words?.replace(/\D/g, ''));
}

/** The button that decides the open card; its words are the card's own. */
export function approveButton(page: Page): Locator {
  return page.getByRole('region', { name: 'Approval', exact: true }).getByRole('button', { name: /A$/ });
}

/** By the keyboard alone: has the members of a previewed set before it that have to be opened first. */
export async function openSamples(page: Page): Promise<void> {
  const samples = page.getByRole('region', { name: 'Open these first' });
  await expect(samples).toBeVisible();
  const left = samples.getByText('not yet', { exact: true });
  for (let many = await left.count(); many > 0; many -= 1) {
    // The first that is left has the keyboard.
    await expect(samples.getByRole('button', { name: 'Open', exact: true, expanded: false }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(left).toHaveCount(many - 1);
  }
}
