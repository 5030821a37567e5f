import { AxeBuilder } from '@axe-core/playwright';
import { busyState } from '../fake-runtime/content.ts';
import { createFakeRuntime } from '../fake-runtime/runtime.ts';
import { startFakeServer } from '../fake-runtime/server.ts';
import { openBrowser, openPage } from './browser.ts';
import { routesOf } from './routes.ts';

// Every route in every theme under axe; exits 1 with what was found. `node test/renderer/visual/axe.ts [name-part]`
const [only = ''] = process.argv.slice(2);
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const browser = await openBrowser();
let passed = 0;
let failed = 0;
for (const theme of ['light', 'dark', 'contrast']) {
  const state = busyState(Date.now(), 44);
  const server = await startFakeServer(createFakeRuntime(state));
  const { page, complaints } = await openPage(browser, { width: 1280, height: 720, theme, person: 'mara.lindqvist' });
  await page.goto(`http://127.0.0.1:${server.port}/#t=${server.token}`);
  await page.waitForSelector('nav.activity');
  for (const route of routesOf(state).filter(({ name }) => name.includes(only))) {
    await page.evaluate((hash) => (location.hash = hash), route.hash);
    await page.waitForSelector(route.ready);
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    if (violations.length === 0 && complaints.length === 0) passed += 1;
    else failed += 1;
    for (const violation of violations) {
      console.log(`${theme} ${route.name}: ${violation.id} ${violation.help}`);
      for (const node of violation.nodes.slice(0, 3))
        console.log(
          `   ${node.target.join(' ')}: ${node.html.slice(0, 160)}\n   ${node.failureSummary?.split('\n').slice(1, 3).join(' ') ?? ''}`,
        );
    }
    for (const complaint of complaints.splice(0)) console.log(`${theme} ${route.name}: ${complaint}`);
  }
  await page.context().close();
  await server.close();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
