import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '../console-test.ts';
import { openView, startEmpty } from '../../helpers/e2e-console.ts';

const root = join(import.meta.dirname, '../../..');

/** A server that loses its answers until it is told to behave. */
async function losingServer() {
  const state = { isLosing: true, keys: [] as string[] };
  const server = createServer((request, answer) => {
    state.keys.push(String(request.headers['idempotency-key']));
    if (state.isLosing) answer.destroy();
    else answer.writeHead(201).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { state, origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

test('a place is listed, an action sent there is lost, and a person finds it at the top of the inbox and has it sent again', async ({
  consolePage: page,
  product,
}) => {
  const server = await losingServer();
  await startEmpty(page);
  await openView(page, 'Settings');
  await page.getByRole('link', { name: 'Delivery' }).click();
  await expect(page.getByText('None: every request is refused.')).toBeVisible();
  await page.getByLabel('Origin').fill('http://api.example.com');
  await expect(page.getByRole('button', { name: 'Save' }).last()).toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('Origin').fill(server.origin);
  await page.getByLabel('It may be on this machine or a private network').check();
  await page.getByLabel('Hours it recognises an idempotency key').fill('24');
  await page.getByRole('button', { name: 'Save' }).last().click();
  await expect(page.getByText(/recognises a key for 24 hours/)).toBeVisible();

  const url = `${server.origin}/refunds`;
  const request = { tool: 'http.send', target: url, params: { method: 'POST', url, body: { order: 7 } } };
  const lanekeeper = (...args: string[]): void => {
    const launcher = join(root, 'electron/cli/launcher.cjs');
    const ended = spawnSync(process.execPath, [launcher, ...args, '--workspace', product.workspace], {
      encoding: 'utf8',
    });
    expect(ended.stderr + ended.stdout).not.toContain('Error');
    expect(ended.status, ended.stderr).toBe(0);
  };
  lanekeeper('agents', 'add', join(root, 'test/fixtures/agents/scripted'));
  lanekeeper('run', 'scripted', '--set', `plan=${JSON.stringify([{ do: 'effect', request }])}`);
  await openView(page, 'Inbox');
  await expect(page.getByRole('tab', { name: /^Pending\s*1/ })).toBeVisible();
  await page.reload();
  const card = page.getByRole('region', { name: 'Approval', exact: true });
  await page
    .getByRole('treeitem', { name: /Send 1 POST/ })
    .last()
    .click();
  await card.getByRole('button', { name: /^Send 1 POST/ }).click();

  const line = page.getByRole('region', { name: 'Actions of unknown outcome' });
  await expect(line).toContainText('1 action of unknown outcome', { timeout: 30_000 });
  await line.getByRole('button', { name: /^Settle/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Settle what happened' });
  await expect(sheet).toContainText('2 times, under one key');
  const retry = sheet.getByRole('button', { name: 'Retry with the same key' });
  await expect(retry).toHaveAttribute('aria-disabled', 'true');
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('Their status page says it was down');
  server.state.isLosing = false;
  await retry.click();
  await expect(sheet).toBeHidden();
  await expect(line).toBeHidden();
  await page.getByRole('tab', { name: /^Decided/ }).click();
  await expect(card).toContainText('answered 201');
  expect(new Set(server.state.keys).size).toBe(1);
  expect(server.state.keys).toHaveLength(3);
  server.close();
});
