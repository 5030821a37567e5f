import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { cardWorkspace, driveCards, startSlowServer } from '../../helpers/card-states.ts';
import type { Cards, CardState, SlowServer } from '../../helpers/card-states.ts';
import { startProduct } from '../../helpers/product.ts';
import type { Product } from '../../helpers/product.ts';
import { expect, test } from '../console-test.ts';

/** What the card of a state says, beside what every card does. */
interface Shown {
  readonly title: RegExp;
  readonly tier?: 'gate-two';
  /** The word of the state, in the strip. */
  readonly word: string;
  /** What the strip counts down to; left out: nothing. */
  readonly countdown?: RegExp;
  /** What became of it and what follows, each a piece of it; left out: it just waits. */
  readonly outcome?: readonly (string | RegExp)[];
  /** Every control below the card, in order. */
  readonly controls: readonly (string | RegExp)[];
  /** Who did what, in the order it happened; left out: nobody has done anything. */
  readonly history?: readonly RegExp[];
}

const deciding = ['Edit… E', 'Reject R', 'Respond C', 'More verbs'];

const shown: Readonly<Record<CardState, Shown>> = {
  pending: {
    title: /^Send 1 reply to r\.osei@example\.org \(ticket 7719\)$/,
    word: 'pending',
    countdown: /\d d left/,
    controls: [/^Send 1 reply to r\.osei@example\.org \(ticket 7719\) A$/, ...deciding],
  },
  reserved: {
    title: /^Update 1 field \(queue\) of record complaint 3412770$/,
    word: 'reserved',
    countdown: /\d d left/,
    controls: [/^Update 1 field \(queue\) of record complaint 3412770 A$/, ...deciding],
  },
  'partly-approved': {
    title: /^Credit 250\.00 EUR to customer 40117$/,
    tier: 'gate-two',
    word: 'partly approved',
    countdown: /\d d left/,
    outcome: ['Jonas Weber approved it: 1 of 2.', 'One more person has to decide; until then nothing runs.'],
    controls: [/^Credit 250\.00 EUR to customer 40117…$/, 'Edit… E', 'Reject', 'Respond', 'More verbs'],
    history: [/^Jonas Weber approved/],
  },
  holding: {
    title: /^Send 1 reply to k\.brandt@example\.org \(ticket 7702\)$/,
    word: 'holding',
    countdown: /leaves in (?:\d+:\d\d|\d+ s|10 min)/,
    outcome: ['Mara Lindqvist approved it.', 'Held for 10 min, so that it can be taken back; then it runs.'],
    controls: ['Take this back'],
    history: [/^Mara Lindqvist approved/],
  },
  dispatched: {
    title: /^Send 1 POST to http:.*\/wait$/,
    word: 'dispatched',
    outcome: ['It has been handed to its tool.', 'it cannot be taken back any more'],
    controls: [],
    history: [/^Jonas Weber approved/],
  },
  executed: {
    title: /^Update 2 fields of record complaint 3412801$/,
    word: 'executed',
    outcome: ['Record complaint 3412801 created', 'Rolling back is an action of its own', 'rowHash'],
    controls: ['Roll back'],
    history: [/^Jonas Weber approved/],
  },
  failed: {
    title: /^Send 1 POST to http:.*\/refuse$/,
    word: 'failed',
    outcome: ['It did not happen.', 'order 7714 has been refunded already', 'Nothing is tried again by itself.'],
    controls: [],
    history: [/^Jonas Weber approved/],
  },
  unknown: {
    title: /^Send 1 POST to http:.*\/lose$/,
    word: 'unknown',
    outcome: ['Nobody knows whether it happened.', 'Until then nothing is sent again.'],
    controls: ['Settle what happened…'],
    history: [/^Jonas Weber approved/],
  },
  'rolled-back': {
    title: /^Update 1 field \(theme\) of record complaint 3412802$/,
    word: 'rolled back',
    outcome: ['It was done, and undone since.', 'Record complaint 3412802 removed again'],
    controls: ['The action that undid it'],
    history: [/^Jonas Weber approved/],
  },
  rejected: {
    title: /^Send 1 reply to n\.haddad@example\.org \(ticket 7703\)$/,
    word: 'rejected',
    outcome: ['Jonas Weber rejected it.', '“Wrong recipient or target”', 'its agent was told why'],
    controls: [],
    history: [/^Jonas Weber rejected/],
  },
  responded: {
    title: /^Send 1 reply to s\.lund@example\.org \(ticket 7704\)$/,
    word: 'responded',
    outcome: ['Jonas Weber answered the agent instead.', '“Ask for the account number first.”', 'It did not run'],
    controls: [],
    history: [/^Jonas Weber answered the agent instead/],
  },
  expired: {
    title: /^Update 1 field \(state\) of record short-lived$/,
    word: 'expired, nobody answered',
    outcome: [/Nobody answered until .+, so it was denied\./, 'No person refused it.'],
    controls: [],
    history: [/^Nobody answered; it was denied/],
  },
  stale: {
    title: /^Update 1 field \(priority\) of record complaint 3412803$/,
    word: 'stale',
    outcome: ['What it was decided on is not so any more.', 'row_hash is another one now', 'Nothing ran.'],
    controls: [],
    history: [/^Jonas Weber approved/],
  },
  superseded: {
    title: /^Update 2 fields of record complaint 3412900$/,
    word: 'superseded',
    outcome: ['Another action is in its place.', 'Jonas Weber edited it', 'decided on by itself'],
    controls: [],
    history: [/^Jonas Weber edited it/],
  },
  withdrawn: {
    title: /^Update 1 field \(theme\) of record complaint 3412901$/,
    word: 'withdrawn',
    outcome: ['Eli Ortega took the request back.', '“The customer wrote again.”', 'nobody refused it'],
    controls: [],
    history: [/^Eli Ortega withdrew/],
  },
};

/** One of each colour and each kind of control. */
const inEveryTheme: ReadonlySet<CardState> = new Set(['pending', 'partly-approved', 'executed', 'unknown', 'rejected']);

// One workspace with an item in each state; no test here changes what another one looks at.
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
  await page.addInitScript(() => {
    if (localStorage.getItem('lanekeeper.person') === null) localStorage.setItem('lanekeeper.person', 'mara');
  });
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

for (const state of Object.keys(shown) as CardState[])
  test(`the card of an item that is ${state}: what it is, who acts, what can be done with it, and what follows`, async () => {
    const approvalId = state === 'dispatched' ? await cards.dispatch() : (cards.ids.get(state) ?? '');
    if (state === 'reserved') await cards.reserve(approvalId);
    const { title, tier = 'gate', word, countdown, outcome, controls, history } = shown[state];
    const card = await openCard(page, approvalId, title);

    const strip = card.locator('.head').first();
    await expect(strip.getByText(tier, { exact: true })).toBeVisible();
    await expect(strip.getByText(word, { exact: true })).toBeVisible();
    if (countdown !== undefined) await expect(strip).toContainText(countdown);
    else await expect(strip.locator('time')).toHaveCount(0);
    const became = card.getByRole('region', { name: 'What became of it' });
    if (outcome === undefined) await expect(became).toHaveCount(0);
    else for (const piece of outcome) await expect(became).toContainText(piece);
    await expect(card.locator('.acts').locator('button, a')).toHaveText(controls.map(wordsOnly));
    if (state === 'reserved') await expect(card).toContainText(/Jonas Weber is looking at this, until/);
    if (state === 'superseded')
      await expect(card.getByRole('link', { name: 'Update 2 fields of record complaint 3412900' })).toBeVisible();

    const rail = card.getByRole('complementary', { name: 'About this action' });
    const decided = rail.locator('section', { has: page.getByRole('heading', { name: 'Decisions', exact: true }) });
    if (history === undefined) await expect(decided).toHaveCount(0);
    else await expect(decided.getByRole('listitem')).toHaveText(history);
    await expect(rail).toContainText(/Why it stopped.*support-desk v1, rule [a-z-]+class\w+.*fact.*tier/);
    await expect(rail).toContainText(/Blast radius.*System.*Records1.*Undo.*Write/);
    await expect(rail).toContainText(
      /Who acts.*AgentScripted.*Release.*Added byEli Ortega.*Modelnone was asked.*step 2.*Eli Ortega/,
    );
    await expect(rail).toContainText(/Cost of the run.*So far/);
    await expect(rail).toContainText('matches the bytes shown');
    await expect(card.getByRole('heading', { name: /^Evidence 2 quoted/ })).toBeVisible();
    await expect(card.getByRole('heading', { name: /^Claimed by the agent/ })).toBeVisible();

    expect(await violationsIn(page, inEveryTheme.has(state) ? ['light', 'dark', 'contrast'] : ['light'])).toEqual([]);
    if (state === 'dispatched') server.release();
  });

test('a control that cannot be used keeps its place and says why: who approved already, and whose role does not decide', async () => {
  const half = cards.ids.get('partly-approved') ?? '';
  const { title } = shown['partly-approved'];
  for (const [personId, approve, reject] of [
    ['jonas', /You have approved this already/, null],
    ['eli', /an operator cannot/, /an operator cannot/],
  ] as const) {
    await lookAs(personId);
    const card = await openCard(page, half, title);
    const buttons = card.locator('.acts');
    await expect(buttons.getByRole('button', { name: /^Credit/ })).toHaveAccessibleDescription(approve);
    const rejecting = buttons.getByRole('button', { name: 'Reject' });
    if (reject === null) await expect(rejecting).not.toHaveAttribute('aria-disabled', 'true');
    else await expect(rejecting).toHaveAccessibleDescription(reject);
  }
  await lookAs('mara');
});

/** Who sits before the window. */
async function lookAs(personId: string): Promise<void> {
  await page.evaluate((id) => localStorage.setItem('lanekeeper.person', id), personId);
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
}

async function openCard(at: Page, approvalId: string, title: RegExp): Promise<Locator> {
  await at.evaluate((hash) => (location.hash = hash), `#/inbox/${approvalId}`);
  const card = at.getByRole('region', { name: 'Approval', exact: true });
  await expect(card.getByRole('heading', { level: 2, name: title })).toBeVisible();
  await expect(card.locator('[aria-busy=true]')).toHaveCount(0);
  return card;
}

/** A control by its words and its key, which stand side by side in it. */
function wordsOnly(name: string | RegExp): string | RegExp {
  if (typeof name !== 'string') return new RegExp(name.source.replace(/ A\$$/, 'A$'));
  return name === 'More verbs' ? 'More' : name.replace(/ ([ERC])$/, '$1');
}

/** What axe finds on the card; of the other themes only what depends on colours. */
async function violationsIn(at: Page, themes: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await at.evaluate((name) => void (document.documentElement.dataset['theme'] = name), theme);
    const axe = new AxeBuilder({ page: at }).include('#card').setLegacyMode();
    const chosen = theme === 'light' ? axe : axe.withRules(['color-contrast', 'link-in-text-block']);
    for (const { id, nodes } of (await chosen.analyze()).violations) found.push(`${theme}: ${id} at ${nodes[0]?.html}`);
  }
  return found;
}
