import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './console-test.ts';
import { startHost } from '../helpers/loopback-client.ts';
import type { ServedConsole } from '../../electron/host/serve-console.ts';

let served: ServedConsole;
test.beforeAll(async () => {
  served = await startHost();
});
test.afterAll(() => served.stop());

test('the launch file posts its token by itself and lands on the console with a token in the fragment alone', async ({
  page,
}) => {
  await page.goto(pathToFileURL(served.newLaunchFile()).href);
  await page.waitForURL(`${served.address}#t=*`);
  expect(new URL(page.url()).search).toBe('');
  expect(await callFromPage(page)).toEqual({ hello: true, reply: 'there' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('a launch file opened a second time opens nothing, and says what to do', async ({ page }) => {
  const file = pathToFileURL(served.newLaunchFile()).href;
  await page.goto(file);
  await page.waitForURL(`${served.address}#t=*`);
  await page.goto(file);
  await page.waitForURL(`${served.address}launch`);
  await expect(page.locator('body')).toContainText('This link was used already');
});

test('a page of another origin can neither read the console nor open its socket', async ({ page, context }) => {
  await context.route('https://evil.example/**', (route) => route.fulfill({ contentType: 'text/html', body: 'evil' }));
  await page.goto('https://evil.example/');
  const seen = await page.evaluate(async (address) => {
    const read = await fetch(address).then(
      () => 'read',
      () => 'refused',
    );
    const socket = new WebSocket(`${address.replace('http', 'ws')}ws`);
    const opened = await new Promise((resolve) => {
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => resolve('refused'));
    });
    return { read, opened };
  }, served.address);
  expect(seen).toEqual({ read: 'refused', opened: 'refused' });
});

/** What the console does first: exchange the fragment's token, greet, ask. */
function callFromPage(page: Page): Promise<{ hello: boolean; reply: unknown }> {
  return page.evaluate(async () => {
    const answer = await fetch('./session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: location.hash.slice('#t='.length) }),
    });
    const { secret } = (await answer.json()) as { secret: string };
    const socket = new WebSocket(new URL('./ws', location.href.replace(/^http/, 'ws').split('#')[0]));
    // Word about the runtime process may arrive at any time between the two: each answer is awaited by what it is.
    const answerThat = (is: (frame: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> =>
      new Promise((resolve) => {
        socket.addEventListener('message', (event) => {
          const frame = JSON.parse(String(event.data)) as Record<string, unknown>;
          if (is(frame)) resolve(frame);
        });
      });
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    socket.send(JSON.stringify({ t: 'hello', secret }));
    const hello = (await answerThat((frame) => frame['t'] === 'hello'))['ok'] === true;
    socket.send(JSON.stringify({ t: 'call', id: 1, method: 'echo', input: 'there' }));
    return { hello, reply: (await answerThat((frame) => frame['id'] === 1))['value'] };
  });
}
