import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { busyState } from '../fake-runtime/content.ts';
import { createFakeRuntime } from '../fake-runtime/runtime.ts';
import { startFakeServer } from '../fake-runtime/server.ts';
import { openBrowser, openPage } from './browser.ts';
import { routesOf } from './routes.ts';

// Contact sheets: `node test/renderer/visual/shots.ts OUT [name-part] [WIDTHxHEIGHT] [theme]`
const [out = 'test-results/shots', only = '', size = '1280x720', themes = 'light,dark'] = process.argv.slice(2);
const [width = 1280, height = 720] = size.split('x').map(Number);
await mkdir(out, { recursive: true });
const browser = await openBrowser();
for (const theme of themes.split(',')) {
  const state = busyState(Date.now(), 44);
  const server = await startFakeServer(createFakeRuntime(state));
  const { page, complaints } = await openPage(browser, { width, height, theme, person: 'mara.lindqvist' });
  await page.goto(`http://127.0.0.1:${server.port}/#t=${server.token}`);
  await page.waitForSelector('nav.activity');
  for (const route of routesOf(state)) {
    if (!route.name.includes(only)) continue;
    await page.evaluate((hash) => (location.hash = hash), route.hash);
    await page
      .waitForSelector(route.ready, { timeout: 5_000 })
      .catch(() => complaints.push(`${route.name}: ${route.ready} never came`));
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(out, `${route.name}-${theme}-${width}.png`) });
  }
  for (const complaint of new Set(complaints)) console.log(`${theme}: ${complaint}`);
  await server.close();
}
await browser.close();
