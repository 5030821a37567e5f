import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test as consoleTest } from '../console-test.ts';
import { readRecord } from '../../helpers/e2e-agent.ts';
import { openView, tabTo } from '../../helpers/e2e-console.ts';
import { askedOf, converseWith } from '../../helpers/e2e-models.ts';
import { killRuntime, runtimePid } from '../../helpers/e2e-workspace.ts';
import { policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { scriptedStream } from '../../helpers/scripted-model/responses.ts';
import { startScriptedModel } from '../../helpers/scripted-model/server.ts';
import type { Beat, Reply, ScriptedModel } from '../../helpers/scripted-model/server.ts';

/** A product whose answers are a model's, and Mara before its console. */
const test = consoleTest.extend<{ model: ScriptedModel }>({
  // oxlint-disable-next-line no-empty-pattern -- the form a fixture has to have
  async productOptions({}, use) {
    const mara = { personId: 'mara', printedName: 'Mara Lindqvist', role: 'operator' } as const;
    await use({ workspace: await preparedWorkspace(policyHolding(0), [mara]) });
  },
  async model({ product, consolePage }, use) {
    // A console that is read has a runtime that listens.
    await expect(consolePage.getByText('connected', { exact: true })).toBeVisible();
    const server = await startScriptedModel();
    await converseWith(server, product.workspace, 'mara');
    await use(server);
    await server.close();
  },
  async consolePage({ page, product }, use) {
    await page.addInitScript(() => localStorage.setItem('lanekeeper.person', 'mara'));
    await page.goto(product.link);
    await openView(page, 'Assistant');
    await use(page);
  },
});

test('an answer is read while it is said, with its tool, its source, why it went so, and what was sent for it', async ({
  model,
  consolePage: page,
}) => {
  const rest = Promise.withResolvers<void>();
  model.script((request) =>
    askedOf(request).isToolDone
      ? haltingly('Ticket review ', 'is one of them [1].', rest.promise)
      : stream(scriptedStream().call('call_1', 'list_agents', '{}').completed()),
  );
  await say(page, 'Which agents are there?');
  const answer = answers(page).last();
  await expect(answer).toContainText('Ticket review');
  await expect(answer).not.toContainText('is one of them');
  await expect(answer).toHaveAttribute('aria-busy', 'true');
  expect(await faultsOf(page)).toEqual([]);
  rest.resolve();
  await expect(answer).toContainText('is one of them');
  await expect(answer).toContainText('240 tokens, 0.0008 EUR');

  const tool = answer.getByRole('button', { name: /list_agents/ });
  await expect(tool).toContainText('done');
  await tool.press('Enter');
  await expect(answer.getByRole('heading', { name: 'Came back' })).toBeVisible();
  const source = page.getByRole('complementary', { name: 'Sources' }).getByRole('listitem').first();
  await expect(source).toContainText('agent');
  expect(await faultsOf(page)).toEqual([]);

  await answer.getByRole('button', { name: 'Why' }).press('Enter');
  const why = page.getByRole('dialog', { name: 'Why this answer' });
  await expect(why).toContainText('interactive');
  await expect(why).toContainText('list_agents (done)');
  await expect(why).toContainText('Whole turn: 240 tokens, 0.0008 EUR');
  expect(await faultsOf(page)).toEqual([]);
  await why.getByRole('button', { name: 'What was sent' }).last().press('Enter');
  const sent = page.getByRole('dialog', { name: 'What was sent' });
  await expect(sent.getByRole('row', { name: /instructions/ })).toBeVisible();
  await sent.getByLabel('Find in What was sent').fill('Which agents are there?');
  await expect(sent).toContainText('1 of 1');
  expect(await faultsOf(page)).toEqual([]);
});

test('an action a model asks for stops with its card in line, is approved there by the keyboard, and is done once', async ({
  model,
  product,
  consolePage: page,
}) => {
  const args = JSON.stringify({ recordId: 'complaint 7719', set: { state: 'seen' } });
  model.script((request) =>
    stream(
      askedOf(request).isToolDone
        ? scriptedStream().text('The record is marked.').completed()
        : scriptedStream().call('call_1', 'update_record', args).completed(),
    ),
  );
  await say(page, 'Mark complaint 7719 as seen');
  const answer = answers(page).last();
  const card = answer.getByRole('region', { name: 'Update 1 field (state) of record complaint 7719' });
  const approve = card.getByRole('button', { name: 'Update 1 field (state) of record complaint 7719' });
  await expect(approve).toBeEnabled();
  await expect(answer).toContainText('waits for a decision');
  expect(readRecord(product.workspace, 'complaint 7719')).toBe(null);
  expect(await faultsOf(page)).toEqual([]);
  await tabTo(page, approve);
  await page.keyboard.press('Enter');
  await expect(answer).toContainText('The record is marked.');
  await expect(card).toContainText('executed');
  await expect(approve).toBeHidden();
  expect(readRecord(product.workspace, 'complaint 7719')).toEqual({ data: { state: 'seen' }, applied: 1 });
  await card.getByRole('link', { name: 'Open card' }).press('Enter');
  await expect(page.getByRole('region', { name: 'Approval', exact: true })).toContainText('executed');
});

test('kill -9 in the middle of an answer: the turn comes back by itself, and the call that was cut off is shown as a cost of its own', async ({
  model,
  product,
  consolePage: page,
}) => {
  model.script(() => haltingly('Nothing ', 'waits.', new Promise(() => {})));
  await say(page, 'What waits for me?');
  const answer = answers(page).last();
  await expect(answer).toContainText('Nothing');
  model.script(() => stream(scriptedStream().text('Nothing waits at all.').completed()));
  const killed = killRuntime(product.workspace);
  await expect(answer).toContainText('Nothing waits at all.', { timeout: 40_000 });
  await expect(answers(page)).toHaveCount(1);
  expect(runtimePid(product.workspace)).not.toBe(killed);
  expect(model.requests).toHaveLength(2);
  await answer.getByRole('button', { name: 'Why' }).press('Enter');
  const calls = page.getByRole('dialog', { name: 'Why this answer' }).getByRole('row', { name: /EUR/ });
  await expect(calls).toHaveCount(2);
  await expect(calls.first()).toContainText('unknown');
  await expect(calls.last()).toContainText('completed');
});

test('a turn goes on in the background and comes back, is asked in other words beside it, and one at work is steered, followed and interrupted', async ({
  model,
  consolePage: page,
}) => {
  const end = { first: Promise.withResolvers<void>(), work: Promise.withResolvers<void>() };
  model.script((request) => {
    const last = askedOf(request).said.at(-1) ?? '';
    if (last.includes('Look long')) return haltingly('So far ', 'all is well.', end.first.promise);
    if (last.includes('Look closely')) return stream(scriptedStream().text('Closely: all is well.').completed());
    if (last.includes('Work on')) return haltingly('At it ', 'for long.', end.work.promise);
    return stream(scriptedStream().text('Then this.').completed());
  });
  await say(page, 'Look long');
  await expect(answers(page).last()).toContainText('So far');
  await answers(page).last().getByRole('button', { name: 'Continue in background' }).press('Enter');
  await expect(answers(page).last()).toContainText('background you chose it');
  await openView(page, 'Runs');
  end.first.resolve();
  await openView(page, 'Assistant');
  await expect(answers(page).last()).toContainText('So far all is well.');

  const said = page.getByRole('article', { name: 'Said' });
  await said.getByRole('button', { name: 'Edit' }).press('Enter');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Look closely');
  await page.getByRole('button', { name: 'Ask it like this' }).press('Enter');
  await expect(said).toContainText('2 of 2');
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(page)).toContainText('Closely: all is well.');
  await said.getByRole('button', { name: 'The alternative before' }).press('Enter');
  await expect(said).toContainText('1 of 2');
  await expect(answers(page)).toContainText('So far all is well.');

  await say(page, 'Work on');
  await expect(answers(page).last()).toContainText('At it');
  const busy = page.getByRole('group', { name: 'While a turn is at work' });
  await busy.getByRole('button', { name: 'steer' }).press('Enter');
  await say(page, 'And be brief');
  await expect(answers(page).last()).toContainText('And be brief');
  await expect(answers(page).last()).toContainText('heard before the next model call');
  await busy.getByRole('button', { name: 'next' }).press('Enter');
  await say(page, 'After that');
  await expect(answers(page)).toHaveCount(3);
  await expect(answers(page).last()).toContainText('It begins when the turn before it has ended.');
  expect(await faultsOf(page)).toEqual([]);
  await answers(page).last().getByRole('button', { name: 'Stop' }).press('Enter');
  await busy.getByRole('button', { name: 'interrupt' }).press('Enter');
  await say(page, 'Leave it');
  await expect(answers(page).last()).toContainText('Then this.');
  await expect(answers(page).nth(1)).toContainText('cancelled');
  end.work.resolve();
});

function answers(page: Page): Locator {
  return page.getByRole('article', { name: 'Answer' });
}

async function say(page: Page, words: string): Promise<void> {
  await page.getByLabel('Ask, or say what an agent should do').fill(words);
  await page.keyboard.press('Enter');
}

function stream(beats: readonly Beat[]): Reply {
  return { kind: 'stream', beats };
}

/** Words, and others once this settles. */
function haltingly(first: string, rest: string, hold: Promise<unknown>): Reply {
  const whole: readonly Beat[] = scriptedStream().text(first, rest).completed();
  const at = 1 + whole.findIndex((beat) => 'type' in beat && beat.type === 'response.output_text.delta');
  return stream([...whole.slice(0, at), { hold }, ...whole.slice(at)]);
}

async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html}`);
}
