import { strict as assert } from 'node:assert';
import { busyState } from '../fake-runtime/content.ts';
import { createFakeRuntime } from '../fake-runtime/runtime.ts';
import { startFakeServer } from '../fake-runtime/server.ts';
import { openBrowser, openPage } from './browser.ts';

// A reviewer's journey by keyboard over 5,000 items, then an event storm; prints the longest task. `node test/renderer/visual/journey.ts [OUT]`
const [out = 'test-results/journey', pending = '5000'] = process.argv.slice(2);
const state = busyState(Date.now(), Number(pending));
const runtime = createFakeRuntime(state);
const server = await startFakeServer(runtime);
const browser = await openBrowser();
const { page, complaints } = await openPage(browser, { width: 1280, height: 720, person: 'mara.lindqvist' });
await page.addInitScript(() => {
  const tasks: number[] = [];
  Object.assign(window, { longTasks: tasks });
  new PerformanceObserver((list) =>
    list.getEntries().forEach((entry) => tasks.push(Math.round(entry.duration))),
  ).observe({ type: 'longtask', buffered: true });
});
const longTasks = (): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
const shot = (name: string): Promise<unknown> => page.screenshot({ path: `${out}/${name}.png` });
const step = (name: string): void => console.log(`- ${name}`);

await page.goto(`http://127.0.0.1:${server.port}/#t=${server.token}`);
await page.waitForSelector('[role=tree]');
assert.ok(!page.url().includes(server.token), 'the token leaves the address');
step(`opening, long tasks: ${(await longTasks()).join(', ')}`);
await page.waitForFunction(() => !document.body.textContent?.includes('Reading '), undefined, { timeout: 30_000 });
step(`reading ${pending} items, long tasks: ${(await longTasks()).join(', ')}`);
await shot('1-inbox');

await page.focus('[role=tree]');
for (let i = 0; i < 40; i += 1) await page.keyboard.press('j');
step(`moving 40 rows, long tasks: ${(await longTasks()).join(', ')}`);
await page.keyboard.press('Home');
await page.waitForFunction(() => document.querySelector('.acts .primary')?.getAttribute('aria-disabled') === null);
await page.keyboard.down('a');
await page.keyboard.down('a');
await page.keyboard.up('a');
await page.waitForSelector('.hold');
assert.equal(await page.locator('.hold').count(), 1);
assert.equal(
  [...state.approvals.values()].filter((item) => item.status === 'holding').length,
  1,
  'auto-repeat decides once',
);
await shot('2-held');
step(`approved by key, long tasks: ${(await longTasks()).join(', ')}`);
await page.keyboard.press('Control+z');
await page.waitForSelector('.hold', { state: 'detached' });
assert.equal([...state.approvals.values()].filter((item) => item.status === 'holding').length, 0);
step('undone by key');

await page.focus('[role=tree]');
await page.keyboard.press('Home');
await page.keyboard.press('j');
await page.keyboard.press('j');
await page.keyboard.press('j');
await page.keyboard.press('r');
await page.waitForSelector('[role=dialog]');
await page.keyboard.press('2');
await shot('3-reject');
await page.keyboard.press('Enter');
await page.waitForSelector('[role=dialog]', { state: 'detached' });
await page.waitForFunction(() => true);
const rejected = (): number =>
  [...state.approvals.values()].filter((item) => item.causeDetail === 'Wrong recipient or target').length;
for (let i = 0; i < 40 && rejected() === 0; i += 1) await page.waitForTimeout(25);
assert.equal(rejected(), 1, 'a digit and Enter reject with that reason');
step('rejected with a digit');

await page.focus('[role=tree]');
await page.keyboard.press('x');
for (let i = 0; i < 12; i += 1) await page.keyboard.press('Shift+J');
await page.waitForSelector('text=marked');
await shot('4-marked');
await page.keyboard.press('Enter');
await page.waitForSelector('[role=dialog]');
await page.waitForSelector('[aria-label="Open these first"]');
while ((await page.locator('[aria-label="Open these first"] .st.wait').count()) > 0) {
  const left = await page.locator('[aria-label="Open these first"] .st.wait').count();
  await page.locator('[aria-label="Open these first"] button[aria-expanded=false]:not(.quiet)').first().click();
  await page.waitForFunction(
    (many) => document.querySelectorAll('[aria-label="Open these first"] .st.wait').length < many,
    left,
  );
}
await page.waitForFunction(
  () => document.querySelector('[role=dialog] .btn.primary')?.getAttribute('aria-disabled') === null,
);
await shot('5-preview');
await page.click('[role=dialog] .btn.primary');
await page.waitForSelector('[role=dialog] >> text=approved');
await shot('6-results');
await page.keyboard.press('Escape');
step(`decided a set, long tasks: ${(await longTasks()).join(', ')}`);

await page.keyboard.press('Control+k');
await page.waitForSelector('[role=combobox]');
await page.keyboard.type('review');
await page.waitForSelector('[role=option] >> text=Review of 40');
await shot('7-palette');
await page.keyboard.press('Escape');
await page.focus('[role=tree]');
await page.keyboard.press('?');
await page.waitForSelector('[role=dialog]');
await shot('8-help');
await page.keyboard.press('Escape');
await page.click('.chip.stop');
await page.waitForSelector('[role=dialog]');
await shot('9-stop');
await page.click('[role=dialog] .btn.danger');
await page.waitForSelector('.banner');
await shot('10-stopped');

await longTasks();
const pendingNow = [...state.approvals.values()].filter((item) => item.status === 'pending');
const started = performance.now();
for (let burst = 0; burst < 60; burst += 1) {
  for (const run of [...state.runs.values()].slice(0, 50)) runtime.publish('run.changed', run);
  for (const item of pendingNow.slice(burst * 40, burst * 40 + 40))
    runtime.publishApproval({ ...item, version: item.version + burst + 1 });
  await page.waitForTimeout(16);
}
step(
  `storm of ${60 * (50 + 40 * 3)} events in ${Math.round(performance.now() - started)} ms, long tasks: ${(await longTasks()).join(', ')}`,
);

server.cut();
await page.waitForSelector('text=reconnecting');
await page.waitForSelector('text=connected', { timeout: 10_000 });
step('reconnected by itself');

await page.evaluate(() => (location.hash = '#/agents/ticket-review/start'));
await page.waitForSelector('input[type=file]', { state: 'attached' });
const csv = `id,date,text,email\n${'1,2019-01-02,"The debt is not mine and they keep calling me every day.",a@example.test\n'.repeat(2_000)}`;
await page.setInputFiles('input[type=file]', { name: 'tickets.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
await page.waitForSelector('text=Another file');
await page.waitForSelector('dt >> text=Format');
await shot('11-start');
await page.click('button[type=submit]:has-text("Start Ticket review")');
await page.waitForSelector('main [role=progressbar]').catch(async (error) => {
  await shot('12-missing');
  throw error;
});
await page.waitForSelector('text=succeeded', { timeout: 15_000 });
await shot('12-run');
step('started from a file and followed to its end');

await page.click('[aria-label="Assistant beside this page"]');
await page.waitForSelector('textarea');
await page.fill('textarea', 'Cancel the running review');
await page.keyboard.press('Enter');
await page.waitForSelector('article >> text=I read this as');
await page.fill('textarea', 'Which runs failed?');
await page.keyboard.press('Enter');
await page.waitForSelector('ol li a');
await shot('13-assistant');
step(`asked, long tasks: ${(await longTasks()).join(', ')}`);
await page.evaluate(() => (location.hash = '#/audit'));
await page.click('button:has-text("Verify")');
await page.waitForSelector('text=The chain holds');
await shot('14-verified');
for (const complaint of new Set(complaints)) console.log(`complaint: ${complaint}`);
await browser.close();
await server.close();
