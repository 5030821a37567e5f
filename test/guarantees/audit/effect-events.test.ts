import { afterAll, expect, test } from 'vitest';
import { decideEffect } from '../../../electron/runtime/approvals/effect-lifecycle.ts';
import { bundleChanges } from '../../../electron/runtime/effects/effect-changes.ts';
import { ana, applied, envAt, startMs, waitingItem } from '../../unit/approvals/sample-item.ts';
import { endRuntimes, startFurnished } from '../../helpers/runtime-process.ts';
import { approvalsAre, effectsAre, seen, startPlan, updateOf } from '../../helpers/scripted-runs.ts';

afterAll(endRuntimes);

test('an effect that did not run is recorded with the field that had changed', async () => {
  const runtime = await startFurnished();
  const one = await startPlan(runtime, [updateOf('r-1', { status: 'open' })]);
  const other = await startPlan(runtime, [updateOf('r-1', { status: 'closed' })]);
  const [earlier] = await approvalsAre(runtime, one, 'pending');
  const [later] = await approvalsAre(runtime, other, 'pending');
  if (earlier === undefined || later === undefined) throw new Error('nothing waits');
  await runtime.call('approval.approve', { items: [seen(earlier)] });
  await effectsAre(runtime, one, 'done');
  await runtime.call('approval.approve', { items: [seen(later)] });
  await effectsAre(runtime, other, 'refused');

  const { events } = await runtime.call('audit.list', { kind: 'effect.refused' });
  const { facts } = JSON.parse(events[0]?.bytes ?? '{}') as { facts: Record<string, string> };
  expect(events).toHaveLength(1);
  expect(facts).toMatchObject({ tool: 'record.update', cause: 'stale' });
  expect(facts['field']).toMatch(/^preconditions\./);
  expect(facts['reason']).not.toBe('');
});

test.each(['happened', 'did-not-happen'] as const)(
  'what a person found out about an effect in doubt is recorded as theirs, not as a receipt: %s',
  (verdict) => {
    const item = waitingItem();
    const lost = { ...item, effect: { ...item.effect, status: 'unknown' as const } };
    const decided = decideEffect(lost, { kind: 'reconcile', verdict, by: ana, reason: 'I asked' }, envAt(startMs));
    if (!decided.ok) throw new Error(decided.message);
    const by = { kind: 'person', id: ana.personId } as const;
    const changes = bundleChanges(lost, applied(lost, decided, startMs), decided.events, by, ana.role);
    expect(changes.filter(({ put }) => put === 'audit')).toMatchObject([
      {
        entry: {
          kind: 'effect.reconciled',
          actor: by,
          role: 'reviewer',
          facts: { tool: item.effect.toolId, verdict, reason: 'I asked' },
        },
      },
    ]);
  },
);
