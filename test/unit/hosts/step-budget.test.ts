import { expect, test } from 'vitest';
import { createStepBudget } from '../../../electron/runtime/hosts/step-budget.ts';

test('a run stops before the step its manifest does not allow, and says what was kept', () => {
  const budget = createStepBudget({ steps: 2 });
  budget.begin('one');
  budget.begin('two');
  expect(() => budget.begin('three')).toThrow(/budget of 2 steps .*"three".* kept/);
});

test('work time counts and waiting does not: only what steps took is spent', () => {
  const budget = createStepBudget({ wallMs: 100 });
  budget.begin('one');
  budget.spent(60);
  budget.begin('two');
  budget.spent(60);
  expect(() => budget.begin('three')).toThrow(expect.objectContaining({ code: 'budget-exceeded' }));
});

test('without a budget nothing is limited', () => {
  const budget = createStepBudget(undefined);
  for (let step = 0; step < 10_000; step += 1) budget.begin('again');
  budget.spent(1e9);
  expect(() => budget.begin('last')).not.toThrow();
});
