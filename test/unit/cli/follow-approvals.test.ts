import { expect, test } from 'vitest';
import { isLater } from '../../../electron/cli/follow/follow-approvals.ts';

test('a page that was read before an event and arrives after it takes nothing back', () => {
  const executed = { version: 2, status: 'executed' } as const;
  expect(isLater({ version: 2, status: 'holding' }, executed)).toBe(false);
  expect(isLater({ version: 2, status: 'dispatched' }, executed)).toBe(false);
  expect(isLater(executed, { version: 2, status: 'dispatched' })).toBe(true);
  expect(isLater({ version: 2, status: 'rolled-back' }, executed)).toBe(true);
});

test('an item that was given back and decided again is followed at its new version', () => {
  expect(isLater({ version: 3, status: 'pending' }, { version: 2, status: 'holding' })).toBe(true);
  expect(isLater({ version: 4, status: 'holding' }, { version: 3, status: 'pending' })).toBe(true);
  expect(isLater({ version: 1, status: 'pending' }, { version: 2, status: 'holding' })).toBe(false);
});
