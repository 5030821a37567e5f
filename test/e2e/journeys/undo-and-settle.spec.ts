import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeAgentFolder } from '../../helpers/e2e-agent.ts';
import { approveButton, openStartForm, openView, startEmpty } from '../../helpers/e2e-console.ts';
import { expect, test } from '../console-test.ts';

test('a finished run is rolled back: its preview says what, a decision of its own undoes it, and there is nothing more to undo', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await addAgent(page, writeAgentFolder());
  await openStartForm(page, 'Counter');
  await page.getByRole('textbox', { name: /^Record/ }).fill('r-1');
  await page.getByLabel('Milliseconds').fill('1');
  await page.getByRole('button', { name: 'Start Counter' }).click();
  await expect(page.getByText('Decide 1 action')).toBeVisible();
  const runPage = page.url();
  await openView(page, 'Inbox');
  await approveButton(page).click();
  await page.goto(runPage);
  await expect(status(page, 'succeeded')).toBeVisible({ timeout: 30_000 });

  const sheet = await rollBack(page);
  const undone = sheet.getByRole('region', { name: 'What is undone' });
  await expect(undone).toContainText('Can be undone1 action');
  await expect(undone).toContainText('Cannot be undonenothing');
  await expect(undone.getByRole('listitem')).toHaveCount(1);
  await sheet.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(status(page, 'succeeded')).toBeVisible();

  await (await rollBack(page)).getByRole('button', { name: 'Undo 1 action' }).click();
  await expect(sheet).toBeHidden();
  await expect(status(page, 'compensating')).toBeVisible();
  await openView(page, 'Inbox');
  await expect(page.getByRole('heading', { name: /^Undo: / })).toBeVisible();
  await approveButton(page).click();
  await page.goto(runPage);
  await expect(status(page, 'compensated')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'More verbs' }).click();
  await expect(page.getByRole('menuitem', { name: 'Roll back…' })).toBeDisabled();
});

test('a model call that was cut off is unknown until a person says what it cost; that counts for the run and for its family', async ({
  consolePage: page,
}) => {
  await startEmpty(page);
  await addAgent(page, writeCaller());
  await openStartForm(page, 'Caller');
  await page.getByLabel('Part').fill('0');
  await page.getByText('Budget of this run').click();
  await page.getByLabel('Tokens, at most').fill('1000');
  await page.getByRole('button', { name: 'Start Caller' }).click();
  const child = page.getByRole('list', { name: 'Child runs' }).getByRole('link');
  await expect(child).toBeVisible();
  const rootPage = page.url();
  await child.click();
  await page.getByRole('tab', { name: 'Cost' }).click();
  const call = page.getByRole('row', { name: /ask a model/ }).filter({ hasText: 'model' });
  await expect(call.first()).toContainText('300');

  await page.getByRole('button', { name: 'More verbs' }).click();
  await page.getByRole('menuitem', { name: 'Kill' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kill the run' }).click();
  const open = page.getByRole('button', { name: 'Settle…' });
  await open.click();
  const sheet = page.getByRole('dialog', { name: 'What did this call cost?' });
  await expect(sheet).toContainText('300 tokens, 1 model call stay reserved');
  // Neither a reason nor a number is made up.
  const settle = sheet.getByRole('button', { name: 'Settle it' });
  await expect(settle).toHaveAttribute('aria-disabled', 'true');
  await sheet.getByLabel('Reason').fill('the account of the provider');
  await sheet.getByLabel('Tokens').fill('many');
  await expect(settle).toHaveAttribute('aria-disabled', 'true');
  await sheet.getByLabel('Tokens').fill('120');
  await settle.click();
  await expect(sheet).toBeHidden();
  await expect(open).toBeHidden();
  await expect(call.first()).toContainText('120 tokens');

  await page.goto(rootPage);
  await page.getByRole('tab', { name: 'Cost' }).click();
  const family = page.getByRole('region', { name: 'With its family' });
  await expect(family).toContainText('With 1 run it started or went on as: 120 tokens');
});

function status(page: Page, word: string): ReturnType<Page['getByText']> {
  return page.getByRole('main').getByText(word, { exact: true }).first();
}

async function rollBack(page: Page): Promise<ReturnType<Page['getByRole']>> {
  await page.getByRole('button', { name: 'More verbs' }).click();
  await page.getByRole('menuitem', { name: 'Roll back…' }).click();
  return page.getByRole('dialog', { name: 'Roll this run back?' });
}

async function addAgent(page: Page, folder: string): Promise<void> {
  await page.getByLabel('Add agent folder').fill(folder);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByLabel('Add agent folder')).toHaveValue('');
}

/** Starts a child whose model call does not end by itself. */
function writeCaller(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-caller-'));
  const input = { type: 'object', properties: { part: { type: 'integer', title: 'Part' } }, required: ['part'] };
  const manifest = {
    id: 'caller',
    title: 'Caller',
    description: 'Has a child ask a model.',
    version: '1.0.0',
    module: 'agent.js',
    spawns: ['caller'],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'agent.js'),
    `import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

export default defineAgent({
  manifest,
  input: { id: 'caller/input', version: '1', schema: ${JSON.stringify(input)} },
  output: { id: 'caller/output', version: '1', schema: { type: 'object' } },
  run: async (ctx, { part }) => {
    if (part > 0)
      return ctx.model('ask a model', ({ signal }) => new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }), { estimate: { tokens: 300 } });
    const child = await ctx.spawn('caller', { part: 1 });
    try { await ctx.join(child); } catch (error) { return { failed: String(error) }; }
    return {};
  },
});
`,
  );
  return folder;
}
