import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, WebSocket } from '@playwright/test';
import { startProduct } from '../helpers/product.ts';
import { expect, test } from './console-test.ts';

test('npm start prints a link that opens the console, once, and leaves no token in the address', async ({
  consolePage,
  product,
  context,
}) => {
  await expectConsole(consolePage);
  await expect(consolePage).toHaveURL((url) => !url.hash.includes('t='));
  const other = await context.newPage();
  await other.goto(product.link);
  // The browser's cookie is known, but this tab has no secret of its own.
  await expect(other.getByRole('heading', { name: 'needs a fresh link' })).toBeVisible();
});

test('a reload keeps the session', async ({ consolePage }) => {
  await expectConsole(consolePage);
  await consolePage.reload();
  await expectConsole(consolePage);
});

test('when the runtime is killed the page keeps its socket, hears that it is back, and asks again by itself', async ({
  page,
  product,
}) => {
  const socket = page.waitForEvent('websocket');
  await page.goto(product.link);
  const line = await socket;
  await expectConsole(page);
  const before = runtimePid(product.workspace);
  const isBack = line.waitForEvent('framereceived', { predicate: ({ payload }) => isRuntimeUp(payload) });
  const asksAgain = askedAfter(line, isBack);
  process.kill(before, 'SIGKILL');
  await isBack;
  await asksAgain;
  expect(runtimePid(product.workspace)).not.toBe(before);
  expect(line.isClosed()).toBe(false);
  await expectConsole(page);
});

test('after the host itself is killed and started again, the page returns by itself on the same address', async ({
  page,
}) => {
  const first = await startProduct();
  await page.goto(first.link);
  await expectConsole(page);
  await first.kill();
  const answered = answeredOnNewLine(page);
  const second = await startProduct({ workspace: first.workspace });
  expect(second.address).toBe(first.address);
  await answered;
  await expectConsole(page);
  expect(await second.stop()).toBe(0);
});

test('a second start of the same workspace joins the live runtime and opens the console beside the first', async ({
  page,
  product,
}) => {
  const second = await startProduct({ workspace: product.workspace });
  await page.goto(second.link);
  await expectConsole(page);
  expect(second.address).not.toBe(product.address);
  expect(second.output()).toContain('own port is taken');
  expect(await second.stop()).toBe(0);
});

async function expectConsole(page: Page): Promise<void> {
  await expect(page.getByRole('main').first()).toBeVisible();
  await expect(page.getByText('Connecting to the runtime')).toBeHidden();
  await expect(page.getByText('needs a fresh link')).toBeHidden();
}

/** Resolves when any socket the page opens from now on has brought an answer; until the host is back, none does. */
function answeredOnNewLine(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (line) =>
      line.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"reply"')) resolve();
      }),
    );
  });
}

/** Resolves when the page has called a method after `moment`. */
async function askedAfter(line: WebSocket, moment: Promise<unknown>): Promise<void> {
  await moment;
  await line.waitForEvent('framesent', { predicate: ({ payload }) => String(payload).includes('"call"') });
}

function isRuntimeUp(payload: string | Buffer): boolean {
  const frame = JSON.parse(String(payload)) as { name?: string; payload?: { state?: string } };
  return frame.name === 'runtime' && frame.payload?.state === 'up';
}

function runtimePid(workspace: string): number {
  const { pid } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { pid: number };
  return pid;
}
