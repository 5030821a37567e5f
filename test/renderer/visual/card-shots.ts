import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cardWorkspace, driveCards, standing, startSlowServer, type CardState } from '../../helpers/card-states.ts';
import { startProduct } from '../../helpers/product.ts';
import { openBrowser, openPage } from './browser.ts';

// The card in each of its states, of a real workspace: `node test/renderer/visual/card-shots.ts OUT [state,…] [WIDTHxHEIGHT,…] [theme,…]`
const [out = 'test-results/cards', only = '', sizes = '1280x720,2560x1440', themes = 'light,dark'] =
  process.argv.slice(2);
await mkdir(out, { recursive: true });
const states = ([...standing, 'reserved', 'dispatched'] as const).filter(
  (state) => only === '' || only.split(',').includes(state),
);
const server = await startSlowServer();
const product = await startProduct({ workspace: await cardWorkspace() });
const browser = await openBrowser();
try {
  const { page, complaints } = await openPage(browser, { width: 1280, height: 720, person: 'mara' });
  await page.goto(product.link);
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
  const cards = await driveCards(product.workspace, server);
  const idOf = async (state: CardState): Promise<string> => {
    if (state === 'dispatched') return cards.dispatch();
    const approvalId = cards.ids.get(state) ?? '';
    if (state === 'reserved') await cards.reserve(approvalId);
    return approvalId;
  };
  for (const theme of themes.split(',')) {
    await page.evaluate((name) => localStorage.setItem('lanekeeper.theme', name), theme);
    await page.reload();
    for (const size of sizes.split(',')) {
      const [width = 1280, height = 720] = size.split('x').map(Number);
      await page.setViewportSize({ width, height });
      for (const state of states) {
        const approvalId = await idOf(state);
        await page.evaluate((hash) => (location.hash = hash), `#/inbox/${approvalId}`);
        await page.locator('#card [aria-busy=false]').waitFor();
        await page.getByText('matches the bytes shown').waitFor();
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(out, `${state}-${theme}-${width}.png`) });
        if (state === 'dispatched') server.release();
      }
    }
  }
  for (const complaint of new Set(complaints)) console.log(complaint);
  cards.close();
} finally {
  await browser.close();
  await product.stop();
  server.close();
}
