import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../console-test.ts';
import { openView, startEmpty } from '../../helpers/e2e-console.ts';
import { ableModel } from '../../helpers/scripted-model/able.ts';
import { startScriptedModel } from '../../helpers/scripted-model/server.ts';

test('an endpoint is added with its price, listed as a place, tested, put into a chain, changed and removed', async ({
  consolePage: page,
}) => {
  const server = await startScriptedModel(ableModel);
  try {
    await startEmpty(page);
    await openView(page, 'Settings');
    await page.getByRole('link', { name: 'Models' }).click();
    const body = page.getByRole('region', { name: 'Models' });
    await expect(body.getByText('None: the embedded engine answers every call.')).toBeVisible();

    await body.getByLabel('Id').fill('local');
    await body.getByLabel('Name').fill('My machine');
    await body.getByLabel('Address').fill('ftp://somewhere');
    const save = body.getByRole('button', { name: 'Save' });
    await save.press('Enter');
    await expect(body.getByText('The address is no address such as http://127.0.0.1:11434/v1.')).toBeVisible();
    await body.getByLabel('Address').fill(server.baseUrl);
    await body.getByLabel('It is on this machine').check();
    await body.getByRole('button', { name: 'Add a price' }).click();
    await body.getByLabel('In, price 1', { exact: true }).fill('0.5');
    await body.getByLabel('Out, price 1', { exact: true }).fill('2');
    await save.click();

    const entry = body.getByRole('listitem', { name: 'My machine' });
    await expect(entry.getByText(`${server.origin} is not listed`)).toBeVisible();
    await page.getByRole('link', { name: 'Delivery' }).click();
    await page.getByLabel('Origin').fill(server.origin);
    await page.getByLabel('It may be on this machine or a private network').check();
    await page.getByRole('button', { name: 'Save' }).last().click();
    await expect(page.getByRole('listitem').filter({ hasText: server.origin })).toBeVisible();

    await page.getByRole('link', { name: 'Models' }).click();
    await entry.getByLabel('Model').fill('scripted');
    await entry.getByRole('button', { name: 'Test this endpoint' }).click();
    await expect(entry.getByRole('list', { name: 'What it can do' }).getByRole('listitem')).toHaveCount(8);
    await expect(entry.getByText('it works on while nobody listens')).toBeVisible();

    await body.getByRole('button', { name: 'Add My machine' }).click();
    await body.getByLabel('Model of local, place 1').fill('scripted');
    await save.first().click();
    await expect(body.getByText('local scripted → embedded')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`)).toEqual([]);

    await entry.getByRole('button', { name: 'Change' }).click();
    const sheet = page.getByRole('dialog', { name: 'Change My machine' });
    await expect(sheet.getByLabel('In, cached, price 1')).toHaveValue('0.5');
    await sheet.getByLabel('Name').fill('The box');
    await sheet.getByRole('button', { name: 'Save' }).click();
    await page.keyboard.press('Escape');
    await body.getByRole('listitem', { name: 'The box' }).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog', { name: 'Remove The box?' }).getByRole('button', { name: 'Remove' }).click();
    await expect(body.getByText('None: the embedded engine answers every call.')).toBeVisible();
    await expect(body.getByText('No chain yet: the embedded engine is asked.')).toBeVisible();
  } finally {
    await server.close();
  }
});
