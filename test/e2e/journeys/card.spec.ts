import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import { visibleParts } from '../../../shared/visible-text.ts';
import { systemIds } from '../../../electron/runtime/system-ports.ts';
import { connectSocket } from '../../../electron/runtime/transports/socket-client.ts';
import { openView, startEmpty } from '../../helpers/e2e-console.ts';
import { hostileTexts } from '../../helpers/hostile-texts.ts';
import { agentFolder } from '../../helpers/runtime-process.ts';
import type { PlanEntry } from '../../helpers/scripted-runs.ts';
import { expect, test } from '../console-test.ts';

type Call = <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<MethodOutput<M>>;

/** Starts one run of the scripted agent for each plan, beside the console that is open. */
async function propose(workspace: string, plans: readonly (readonly PlanEntry[])[]): Promise<void> {
  const { socketPath } = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8')) as { socketPath: string };
  const client = await connectSocket(socketPath);
  const { people } = await client.call('person.list', {}, {});
  const call: Call = (method, input) =>
    client.call(method, input, { as: people[0]?.personId ?? '', commandId: systemIds.uuid() });
  await call('agent.add', { folder: agentFolder('scripted') });
  for (const plan of plans) await call('run.start', { agentId: 'scripted', input: { plan } });
  // The list of the inbox takes nothing in by itself while it is looked at.
  const waiting = async (): Promise<number> => (await call('approval.list', { status: ['pending'] })).total;
  await expect.poll(waiting, { timeout: 30_000 }).toBe(plans.length);
  client.close();
}

function card(page: Page): Locator {
  return page.getByRole('region', { name: 'Approval', exact: true });
}

async function openItem(page: Page, title: RegExp): Promise<void> {
  await page.getByRole('treeitem', { name: title }).first().click({ timeout: 15_000 });
  await expect(card(page).getByRole('heading', { level: 2, name: title })).toBeVisible();
}

test('hostile texts of every kind lie inert on the card, each by its name, and are approved by themselves', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  const texts = Object.entries(hostileTexts);
  const plans = texts.map(([kind, { text }]) => [
    {
      do: 'effect',
      request: {
        tool: 'record.update',
        target: kind,
        params: { recordId: kind, set: { note: text } },
        claim: text,
        evidence: [{ source: `mail ${text}`, trust: 'untrusted', quote: text, start: null, end: null }],
      },
    },
  ]);
  await propose(product.workspace, plans);
  await openView(page, 'Inbox');
  await page.getByRole('treeitem', { name: 'more in this group' }).click();
  const title = await page.title();
  for (const [kind, { text, finding }] of texts) {
    await openItem(page, new RegExp(kind));
    const open = card(page);
    await expect(open.getByText('Not all of it can be seen for what it is')).toBeVisible();
    await expect(open.getByRole('listitem').filter({ hasText: finding }).first()).toBeVisible();
    for (const mode of ['Side by side', 'In line', 'Envelope', 'Bytes']) {
      await open.getByRole('button', { name: mode, exact: true }).click();
      // Nothing that hides, or acts, is in the page: its code point stands there.
      const drawn = await open.evaluate((element) => element.textContent ?? '');
      expect(visibleParts(drawn).filter((part) => typeof part !== 'string')).toEqual([]);
    }
    await open.getByRole('button', { name: 'Side by side' }).click();
    if (text.includes('\u202e')) await expect(open.getByTitle('right-to-left override').first()).toHaveText('U+202E');
    await expect(open.locator('img, script')).toHaveCount(0);
  }
  expect(await page.title()).toBe(title);
});

test('a payload of 1 MB opens at once, is read and hashed whole, and every line of it is reached by scrolling and by searching', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  const line = (field: number, index: number): string => `field ${field} line ${index} of a long note that is kept`;
  const set = Object.fromEntries(
    Array.from({ length: 20 }, (_, field) => [
      `f${field}`,
      Array.from({ length: 4 }, (_unused, index) => line(field, index)).join('\n'),
    ]),
  );
  await propose(product.workspace, [
    [
      {
        do: 'strange-effect',
        request: { tool: 'unheard.of', target: 'large', params: { set } },
        field: 'payload',
        as: 'repeated',
        text: 'one line among very many, each as long as the others\n',
        times: 4_900,
      },
    ],
  ]);
  await openView(page, 'Inbox');
  await openItem(page, /large/);
  const open = card(page);
  await open.getByRole('button', { name: 'Envelope' }).click();
  await expect(open.getByText('Hashed again in this window: matches.')).toBeVisible();
  const rows = open.getByRole('region', { name: 'the envelope' });
  const many = Number(await rows.getAttribute('data-rows'));
  expect(many).toBeGreaterThan(2_000);
  await rows.focus();
  await page.keyboard.press('End');
  await expect(rows).toContainText('"unknown"');
  await open.getByRole('searchbox', { name: 'Find in the envelope' }).fill('field 19 line 3');
  await expect(open.getByText('1 of 1; Enter goes on')).toBeVisible();
  await expect(rows.locator('mark')).toHaveText('field 19 line 3');
  await open.getByRole('searchbox', { name: 'Find in the envelope' }).fill('nowhere at all');
  await expect(open.getByText('found nowhere')).toBeVisible();
});

test('a text of 50 MB is kept as a file that the card reads, hashes and shows to its last line', async ({
  consolePage: page,
  product,
}) => {
  await startEmpty(page);
  const text = `${'y'.repeat(1_000)}\n`;
  const entry = {
    do: 'strange-effect',
    request: { tool: 'unheard.of', target: 'fifty', params: {} },
    field: 'body',
    as: 'repeated',
    text,
    times: 50_000,
  };
  await propose(product.workspace, [[entry]]);
  await openView(page, 'Inbox');
  await openItem(page, /fifty/);
  const open = card(page);
  await expect(open.getByText('hashed in this window: matches')).toBeVisible({ timeout: 60_000 });
  await open.getByRole('button', { name: 'Show all of it' }).click();
  const rows = open.getByRole('region', { name: 'params.body' });
  await rows.focus();
  await page.keyboard.press('End');
  await expect(rows).toContainText('50001');
});
