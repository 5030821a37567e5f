import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What depends on the theme alone. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** What axe finds in a part of the page; in the themes after the first only what depends on colours. The theme is put back. */
export async function violationsIn(
  page: Page,
  part: string,
  themes: readonly string[] = ['light', 'dark', 'contrast'],
): Promise<string[]> {
  const found: string[] = [];
  const paint = (name: string | undefined): Promise<void> =>
    page.evaluate((theme) => void (document.documentElement.dataset['theme'] = theme), name);
  const before = await page.evaluate(() => document.documentElement.dataset['theme']);
  for (const [index, theme] of themes.entries()) {
    await paint(theme);
    const axe = new AxeBuilder({ page }).include(part).setLegacyMode();
    const { violations } = await (index === 0 ? axe : axe.withRules(ofColours)).analyze();
    for (const { id, nodes } of violations) found.push(`${theme}, ${part}: ${id} at ${nodes[0]?.html}`);
  }
  await paint(before);
  return found;
}
