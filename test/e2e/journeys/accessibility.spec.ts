import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import {
  openStartForm,
  openView,
  startReview,
  startSample,
  untilItWaits,
  giveFile,
} from '../../helpers/e2e-console.ts';
import { firstComplaints, ticketFixture } from '../../helpers/e2e-tickets.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Place {
  readonly name: string;
  readonly hash: string;
  readonly ready: (page: Page) => Locator;
}

/** What depends on the theme alone. */
const ofColours = ['color-contrast', 'link-in-text-block'];

test('no place of the console has an accessibility violation, in light, dark and high contrast', async ({
  consolePage: page,
}) => {
  test.setTimeout(480_000);
  const places = await furnish(page);
  const found = await violationsIn(page, places, (axe) => axe.withTags(tags));
  for (const theme of ['Dark', 'High contrast']) {
    await chooseTheme(page, theme);
    found.push(...(await violationsIn(page, places, (axe) => axe.withRules(ofColours))));
  }
  expect(found).toEqual([]);
});

test('nor has one in a window 760 px wide or at 200 % zoom, where no page scrolls sideways either', async ({
  consolePage: page,
}) => {
  test.setTimeout(480_000);
  const places = await furnish(page);
  // Colours do not depend on the width; what is there and how it is named does.
  const apartFromColours = (axe: AxeBuilder): AxeBuilder => axe.withTags(tags).disableRules(ofColours);
  await page.setViewportSize({ width: 760, height: 900 });
  const narrow = await violationsIn(page, places, apartFromColours);
  // 1280 × 720 at 200 % leaves this many CSS pixels.
  await page.setViewportSize({ width: 640, height: 360 });
  const zoomed = await violationsIn(page, places, apartFromColours, async (place) => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return overflow > 0 ? [`${place.name} is too wide by ${overflow} px`] : [];
  });
  expect([...narrow, ...zoomed]).toEqual([]);
});

test('the keyboard is always seen where it is', async ({ consolePage: page }) => {
  const places = await furnish(page);
  const unseen: string[] = [];
  for (const place of places) {
    await visit(page, place);
    for (let stop = 0; stop < 24; stop += 1) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(describeUnmarkedFocus);
      if (hidden !== null) unseen.push(`${place.name}: ${hidden}`);
    }
  }
  expect([...new Set(unseen)]).toEqual([]);
});

/** Visits every place; what axe, and the further look, finds there. */
async function violationsIn(
  page: Page,
  places: readonly Place[],
  choose: (axe: AxeBuilder) => AxeBuilder,
  lookFurther: (place: Place) => Promise<readonly string[]> = () => Promise.resolve([]),
): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    await visit(page, place);
    const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
    // Nothing is framed here, so that no second page has to be opened for each place.
    const { violations } = await choose(new AxeBuilder({ page }).setLegacyMode()).analyze();
    for (const { id, nodes } of violations) found.push(`${theme}, ${place.name}: ${id} at ${nodes[0]?.html}`);
    found.push(...(await lookFurther(place)));
  }
  return found;
}

/** A workspace with the sample, a run that failed, and an open start form; every place worth looking at. */
async function furnish(page: Page): Promise<readonly Place[]> {
  await startSample(page);
  await untilItWaits(page);
  const sample = runHash(page);
  await startReview(page, ticketFixture('header-only.csv'));
  await expect(page.getByRole('alert')).toBeVisible();
  const failed = runHash(page);
  await openView(page, 'Inbox');
  await expect(
    page.getByRole('region', { name: 'Approval', exact: true }).getByRole('heading', { level: 2 }),
  ).toBeVisible();
  await openStartForm(page, 'Ticket review');
  await giveFile(page, firstComplaints(20));
  await expect(page.getByText('SHA-256')).toBeVisible();
  const panel = (name: string) => (at: Page) => at.getByRole('tabpanel', { name: new RegExp(`^${name}`) });
  const region = (name: string) => (at: Page) => at.getByRole('region', { name, exact: true });
  const heading = (name: string) => (at: Page) => at.getByRole('heading', { name, level: 2, exact: true });
  return [
    { name: 'start form', hash: '#/agents/ticket-review/start', ready: region('Ticket review') },
    { name: 'inbox', hash: '#/inbox', ready: (at) => region('Approval')(at).getByRole('heading', { level: 2 }) },
    { name: 'runs', hash: '#/runs', ready: (at) => at.getByRole('grid', { name: 'Runs' }) },
    { name: 'no schedules', hash: '#/schedules', ready: heading('Nothing starts by itself yet') },
    { name: 'runs filtered out', hash: '#/runs?q=status%3Acancelled', ready: heading('No run matches these filters') },
    { name: 'timeline', hash: `${sample}/timeline`, ready: (at) => at.getByRole('table', { name: /timeline/ }) },
    { name: 'report', hash: `${sample}/report`, ready: (at) => at.getByRole('article').getByRole('heading').first() },
    { name: 'journal', hash: `${sample}/journal`, ready: panel('Journal') },
    { name: 'effects', hash: `${sample}/effects`, ready: panel('Effects') },
    { name: 'input', hash: `${sample}/input`, ready: panel('Input') },
    { name: 'artifacts', hash: `${sample}/artifacts`, ready: panel('Artifacts') },
    { name: 'cost', hash: `${sample}/cost`, ready: panel('Cost') },
    { name: 'failed run', hash: failed, ready: (at) => at.getByRole('alert').first() },
    { name: 'agents', hash: '#/agents/ticket-review', ready: region('Ticket review') },
    { name: 'assistant', hash: '#/assistant', ready: (at) => at.getByLabel('Ask, or say what an agent should do') },
    {
      name: 'lanes',
      hash: '#/lanes',
      ready: (at) => at.getByRole('heading', { name: 'Lanes of past turns', level: 1 }),
    },
    { name: 'audit', hash: '#/audit', ready: (at) => at.getByRole('grid', { name: 'Audit events' }) },
    { name: 'audit event', hash: '#/audit/2', ready: (at) => at.getByRole('complementary', { name: 'Event 2' }) },
    ...['people', 'appearance', 'delivery', 'policy', 'checks', 'limits', 'models', 'lanes'].map((section) => ({
      name: section,
      hash: `#/settings/${section}`,
      ready: (at: Page) =>
        at.getByRole('navigation', { name: 'Settings' }).locator(`[aria-current=page][href$=${section}]`),
    })),
  ];
}

async function visit(page: Page, place: Place): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), place.hash);
  await expect(place.ready(page)).toBeVisible();
}

async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate(() => (location.hash = '#/settings/appearance'));
  await page.getByRole('radio', { name: theme, exact: true }).check();
}

function runHash(page: Page): string {
  return `#/runs/${new URL(page.url()).hash.split('/')[2]}`;
}

/** Runs in the page: the focused element when nothing on it or around it shows the focus; null when something does. */
function describeUnmarkedFocus(): string | null {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  // A list keeps the keyboard itself and marks the row it stands on.
  const row = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
  const marks = [focused, focused.parentElement, focused.closest('label'), row].some((element) => {
    if (element === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  });
  return marks ? null : focused.outerHTML.slice(0, 160);
}
