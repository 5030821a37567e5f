import type { BrowserContext, Locator, Page } from '@playwright/test';
import { violationsIn } from '../../helpers/axe-themes.ts';
import { cardWorkspace, driveCards, startSlowServer } from '../../helpers/card-states.ts';
import type { Cards, SlowServer } from '../../helpers/card-states.ts';
import { tabTo } from '../../helpers/e2e-console.ts';
import { startProduct } from '../../helpers/product.ts';
import type { Product } from '../../helpers/product.ts';
import { expect, test } from '../console-test.ts';

// What a reviewer does beside approving and rejecting, by the keyboard alone. One workspace; each test has items of its own.
let server: SlowServer;
let product: Product;
let cards: Cards;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  server = await startSlowServer();
  product = await startProduct({ workspace: await cardWorkspace() });
  context = await browser.newContext();
  page = await context.newPage();
  await page.addInitScript(() => localStorage.setItem('lanekeeper.person', 'mara'));
  await page.goto(product.link);
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
  cards = await driveCards(product.workspace, server);
});

test.afterAll(async () => {
  cards.close();
  await context.close();
  await product.stop();
  server.close();
});

const tree = (): Locator => page.getByRole('tree');
const card = (): Locator => page.getByRole('region', { name: 'Approval', exact: true });
const row = (title: RegExp): Locator => page.getByRole('treeitem', { name: title });

/** The list as it is now, with the keyboard on its first row. */
async function openInbox(): Promise<void> {
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(tree()).toBeFocused();
  await expect(page.getByRole('treeitem').first()).toBeVisible();
  await page.keyboard.press('Home');
}

async function moveTo(title: RegExp): Promise<void> {
  for (let moved = 0; moved < 20; moved += 1) {
    if ((await row(title).getAttribute('aria-selected')) === 'true') break;
    await page.keyboard.press('j');
  }
  await expect(card().getByRole('heading', { level: 2, name: title })).toBeVisible();
  await expect(card().locator('[aria-busy=true]')).toHaveCount(0);
}

/** Presses the button of the open sheet that carries its verb out. */
async function carryOut(sheet: Locator, name: string): Promise<void> {
  await tabTo(page, sheet.getByRole('button', { name, exact: true }));
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
}

/** Writes a moment into the field that has the keyboard, as its segments take it. */
async function typeMoment(at: Date): Promise<void> {
  const two = (value: number): string => String(value).padStart(2, '0');
  await page.keyboard.type(`${two(at.getMonth() + 1)}${two(at.getDate())}${at.getFullYear()}`);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('1000PM');
}

const tomorrow = (): Date => new Date(Date.now() + 24 * 3_600_000);

test('an action of unknown outcome is settled by the keyboard, with how that was found out', async () => {
  await openInbox();
  const line = page.getByRole('region', { name: 'Actions of unknown outcome' });
  await tabTo(page, line.getByRole('button', { name: 'Settle…' }));
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Settle what happened' });
  await expect(sheet.getByRole('button', { name: 'It happened' })).toHaveAttribute('aria-disabled', 'true');
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await tabTo(page, sheet.getByRole('textbox', { name: 'Reason' }));
  await page.keyboard.type('Their ledger has no refund of order 7715');
  await carryOut(sheet, 'It did not happen');
  await expect(line).toBeHidden();
  const approvalId = cards.ids.get('unknown') ?? '';
  await page.evaluate((hash) => (location.hash = hash), `#/inbox/${approvalId}`);
  await expect(card().getByRole('region', { name: 'What became of it' })).toContainText('It did not happen.');
});

test('More hands an item on, Shift+E asks more people, and h hides it from one’s own list until somebody acts', async () => {
  await openInbox();
  const title = /Send 1 reply to r\.osei@example\.org/;
  await moveTo(title);
  const done = card().getByRole('list', { name: 'What was done with it' });
  await tabTo(page, card().getByRole('button', { name: 'More verbs' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /^Hand on/ })).toBeVisible();
  await page.keyboard.type('Hand');
  await page.keyboard.press('Enter');
  const handing = page.getByRole('dialog', { name: 'Hand on' });
  await tabTo(page, handing.getByLabel('Who decides in your place'));
  await page.keyboard.type('Jonas');
  await tabTo(page, handing.getByLabel('Until'));
  await typeMoment(tomorrow());
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await carryOut(handing, 'Hand on');
  await expect(done).toContainText('Mara Lindqvist handed it to Jonas Weber');
  await expect(card()).toContainText(/For Mara Lindqvist, until/);

  await tabTo(page, tree());
  await moveTo(title);
  await page.keyboard.press('Shift+E');
  const escalating = page.getByRole('dialog', { name: 'Escalate' });
  await tabTo(page, escalating.getByLabel('To'));
  await page.keyboard.type('every reviewer');
  await tabTo(page, escalating.getByLabel('Reason'));
  await page.keyboard.type('He knows the customer');
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await carryOut(escalating, 'Escalate');
  await expect(done).toContainText('Mara Lindqvist escalated it to every reviewer');
  await expect(done).toContainText('“He knows the customer”');

  await tabTo(page, tree());
  await moveTo(title);
  await page.keyboard.press('h');
  const snoozing = page.getByRole('dialog', { name: 'Snooze' });
  await expect(snoozing.getByLabel('Until')).toHaveValue('in an hour');
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await carryOut(snoozing, 'Snooze');
  await expect(row(title)).toHaveCount(0);
});

test('a query is kept as a list of one’s own, counted, chosen and removed by the keyboard', async () => {
  await openInbox();
  const splits = page.getByRole('group', { name: 'Lists of what waits' });
  await tabTo(page, splits.getByRole('button', { name: 'Keep this list, or order your own' }));
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Lists of your own' });
  await tabTo(page, sheet.getByLabel('Name'));
  await page.keyboard.type('Records');
  await tabTo(page, sheet.getByLabel('Query'));
  await page.keyboard.type('tool:record.update');
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await carryOut(sheet, 'Keep this list');
  const own = splits.getByRole('button', { name: /^Records/ });
  await expect(own).toHaveAttribute('aria-pressed', 'true');
  await expect(own).toHaveText(/Records\s*2/);
  await expect(page.getByRole('treeitem', { name: /^Credit/ })).toHaveCount(0);
  await tabTo(page, splits.getByRole('button', { name: /^All/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('treeitem', { name: /Credit 250/ })).toBeVisible();
  await tabTo(page, splits.getByRole('button', { name: 'Keep this list, or order your own' }));
  await page.keyboard.press('Enter');
  await tabTo(page, sheet.getByRole('button', { name: 'Remove Records' }));
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('button', { name: 'Remove Records' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(own).toHaveCount(0);
});

test('a command is given another key: the new one acts, the old one does nothing, and a key that is taken is refused', async () => {
  await page.evaluate(() => (location.hash = '#/settings/appearance'));
  const part = page.getByRole('group', { name: 'Keys' });
  const inbox = part.locator('details').first();
  await tabTo(page, inbox.locator('summary'));
  await page.keyboard.press('Enter');
  await tabTo(page, inbox.getByRole('button', { name: 'Change the key of Snooze' }));
  await page.keyboard.press('Enter');
  await page.keyboard.press('a');
  await expect(inbox.getByRole('alert')).toContainText('Approve');
  await page.keyboard.press('Enter');
  await page.keyboard.press('z');
  await expect(inbox.getByRole('button', { name: 'Reset: give Snooze the keys it comes with' })).toBeVisible();
  expect(await violationsIn(page, 'main')).toEqual([]);
  await openInbox();
  await moveTo(/Credit 250/);
  await page.keyboard.press('h');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(page.getByRole('dialog', { name: 'Snooze' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('each number of one’s own statistics opens the decisions behind it, and leads to their cards', async () => {
  await openInbox();
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await expect(page.getByRole('heading', { name: 'Your decisions', level: 1 })).toBeVisible();
  const numbers = page.getByRole('region', { name: 'Numbers' });
  await tabTo(page, numbers.getByRole('button', { name: /^Approved/ }));
  await page.keyboard.press('Enter');
  const behind = page.getByRole('region', { name: 'Decisions behind the number' });
  await expect(behind).toContainText('Send 1 reply to k.brandt@example.org (ticket 7702)');
  await expect(behind).toContainText('Undo: Update 1 field (theme) of record complaint 3412802');
  expect(await violationsIn(page, 'main')).toEqual([]);
  await tabTo(page, behind.getByRole('link', { name: /k\.brandt/ }));
  await page.keyboard.press('Enter');
  await expect(card().getByRole('heading', { level: 2, name: /k\.brandt@example\.org/ })).toBeVisible();
});

test('who is away says until when and who decides meanwhile, and is back when they say so', async () => {
  await page.evaluate(() => (location.hash = '#/settings/people'));
  const list = page.getByRole('list', { name: 'Links and absences' });
  const mine = list.getByRole('listitem').filter({ hasText: 'Mara Lindqvist' });
  await tabTo(page, mine.getByRole('button', { name: 'Absence…' }));
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Absence' });
  await tabTo(page, sheet.getByLabel('Until'));
  await typeMoment(tomorrow());
  await tabTo(page, sheet.getByLabel('Who decides meanwhile'));
  await page.keyboard.type('Jonas');
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await carryOut(sheet, 'Save');
  await expect(mine).toContainText(/away until .+, Jonas Weber stands in/);
  await tabTo(page, mine.getByRole('button', { name: 'End absence' }));
  await page.keyboard.press('Enter');
  await expect(mine).toContainText('here');
});

test('a standing grant that somebody else proposed is approved, suspended and renewed by the keyboard', async () => {
  const now = Date.now();
  const terms = {
    title: 'Close test records',
    ownerId: 'jonas',
    agentId: 'scripted',
    toolId: 'record.update',
    effectClass: 'reversible' as const,
    scope: {
      target: { startsWith: ['test-'] },
      arguments: [
        { path: '/recordId', type: 'text' as const, maxLength: 40, startsWith: 'test-' },
        { path: '/set/status', type: 'text' as const, equals: 'closed' },
      ],
    },
    count: 10,
    window: null,
    notBeforeMs: now - 1_000,
    expiresAtMs: now + 7 * 24 * 3_600_000,
    sampleOneIn: 10,
  };
  const draft = await cards.runtime.call('grant.save', { terms }, { as: 'jonas' });
  await cards.runtime.call('grant.propose', { grantId: draft.grantId, hash: draft.hash }, { as: 'jonas' });

  await page.evaluate(() => (location.hash = '#/inbox'));
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  const grant = page.getByRole('region', { name: 'Standing grant', exact: true });
  await expect(grant).toContainText('Version 1, proposed');
  expect(await violationsIn(page, 'main')).toEqual([]);
  await tabTo(page, grant.getByRole('button', { name: 'Approve…' }));
  await page.keyboard.press('Enter');
  const approving = page.getByRole('dialog', { name: 'Approve this standing grant?' });
  expect(await violationsIn(page, '[role=dialog]')).toEqual([]);
  await carryOut(approving, 'Approve exactly these terms');
  await expect(grant).toContainText('Version 1, active');

  await tabTo(page, grant.getByRole('button', { name: 'Suspend…' }));
  await page.keyboard.press('Enter');
  const suspending = page.getByRole('dialog', { name: 'Suspend this standing grant?' });
  await tabTo(page, suspending.getByRole('textbox', { name: 'Reason' }));
  await page.keyboard.type('The records are moved this week');
  await carryOut(suspending, 'Suspend it');
  await expect(grant).toContainText('Version 1, suspended: By Mara Lindqvist: The records are moved this week');

  await tabTo(page, grant.getByRole('button', { name: 'Renew…' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Next version' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Propose it' }));
  await page.keyboard.press('Enter');
  await expect(grant).toContainText('Version 2, proposed');
  // It was hers to propose, so somebody else has to approve it.
  await expect(grant.getByRole('button', { name: 'Approve…' })).toHaveAttribute('aria-disabled', 'true');
});

test('the settings about notifications, delivery and policy have no accessibility violation in any theme', async () => {
  for (const section of ['notifications', 'delivery', 'decisions', 'policy']) {
    await page.evaluate((hash) => (location.hash = hash), `#/settings/${section}`);
    await expect(page.getByRole('navigation', { name: 'Settings' }).locator('[aria-current=page]')).toHaveAttribute(
      'href',
      new RegExp(`${section}$`),
    );
    await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible();
    expect(await violationsIn(page, 'main')).toEqual([]);
  }
});
