import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Person } from '../../../shared/domain/person.ts';
import { ada, ben, policyHolding, preparedWorkspace } from '../../helpers/prepared-workspace.ts';
import { agentFolder, endRuntimes, startRuntime, type RuntimeProcess } from '../../helpers/runtime-process.ts';
import {
  approvalsAre,
  creditOf,
  effectsAre,
  journalOf,
  runIs,
  seen,
  show,
  sideBySide,
  startPlan,
} from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

function ledger(runtime: RuntimeProcess): unknown[] {
  const db = new Database(join(runtime.workspace, 'records.db'), { readonly: true });
  try {
    return db.prepare('SELECT customer, micros, balance FROM credit ORDER BY rowid').all();
  } finally {
    db.close();
  }
}

const cleo: Person = { personId: 'cleo', printedName: 'Cleo M.', role: 'operator' };

test('a credit waits for one person below the amount the policy names and for two from there on, and is undone by an entry against it', async () => {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0), [ada, ben, cleo]) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') }, { as: 'cleo' });
  const runId = await startPlan(runtime, [sideBySide([creditOf('C-1', '99.99'), creditOf('C-2', '100.00')])], 'cleo');
  const items = await approvalsAre(runtime, runId, 'pending', 2);
  const of = (customer: string) => items.filter(({ title }) => title.endsWith(customer));
  expect(of('C-1')).toMatchObject([{ tier: 'gate', money: { micros: 99_990_000, currency: 'EUR' } }]);
  expect(of('C-2')).toMatchObject([
    { tier: 'gate-two', title: 'Credit 100.00 EUR to customer C-2', money: { micros: 100_000_000, currency: 'EUR' } },
  ]);

  const [small] = of('C-1');
  const [large] = of('C-2');
  if (small === undefined || large === undefined) throw new Error('two credits were asked for');
  const together = { items: [seen(small), seen(large)], reason: 'agreed' };
  expect((await runtime.call('approval.approve', together, { as: 'ada' })).results).toMatchObject([
    { outcome: 'decided' },
    { outcome: 'refused', reason: expect.stringContaining('decided one by one') as string },
  ]);
  await runtime.call('approval.approve', { items: [seen(large)], reason: 'agreed' }, { as: 'ada' });
  await approvalsAre(runtime, runId, 'executed');
  expect(ledger(runtime)).toEqual([{ customer: 'C-1', micros: 99_990_000, balance: 99_990_000 }]);
  const [half] = await approvalsAre(runtime, runId, 'partly-approved');
  if (half === undefined) throw new Error('the large one waits for a second person');
  await runtime.call('approval.approve', { items: [seen(half)], reason: 'agreed' }, { as: 'ben' });
  await runIs(runtime, runId, 'succeeded');
  const effects = await effectsAre(runtime, runId, 'done');
  expect(ledger(runtime)).toHaveLength(2);

  const { effectId } = effects.find(({ title }) => title.endsWith('C-2')) ?? { effectId: '' };
  await runtime.call('effect.compensate', { effectId, reason: 'to the wrong customer' }, { as: 'ada' });
  const [undo] = await approvalsAre(runtime, runId, 'pending');
  // Taking back is judged by the same amount as giving.
  expect(undo).toMatchObject({ tier: 'gate-two', title: 'Undo: Credit 100.00 EUR to customer C-2' });
});

test('an agent whose credit is no exact sum is told by a code, and nobody is asked', async () => {
  const runtime = await startRuntime({ workspace: await preparedWorkspace(policyHolding(0)) });
  await runtime.call('agent.add', { folder: agentFolder('scripted') });
  const runId = await startPlan(runtime, [
    creditOf('C-1', '0.005'),
    creditOf('C-1', '-1'),
    creditOf('C-1', '1', 'XYZ'),
  ]);
  await runIs(runtime, runId, 'succeeded');
  expect((await show(runtime, runId)).effects).toEqual([]);
  const told = (await journalOf(runtime, runId)).filter(({ kind }) => kind === 'effect').map(({ preview }) => preview);
  expect(told.map((text) => (JSON.parse(text) as { code: string }).code)).toEqual([
    'amount-too-precise',
    'amount-negative',
    'currency-unknown',
  ]);
});
