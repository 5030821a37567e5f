import { expect, test } from 'vitest';
import { addressedTo, addresseeWords, noDuty, snoozeOf } from '../../../shared/domain/duty.ts';
import { profileOf, type Profile } from '../../../shared/domain/person.ts';
import { ana, ben, cleo, startMs } from './sample-item.ts';

const away: Profile = {
  ...profileOf(ana),
  absence: { fromMs: startMs, untilMs: startMs + 1000, standIn: 'ben', reason: '' },
};
const people = [away, profileOf(ben), profileOf(cleo)];

test('an item is for a person, for those of a role, for who stands in, or for anyone', () => {
  const whose = (assignedTo: string[], person: typeof ana, atMs = startMs): string =>
    addressedTo({ ...noDuty, assignedTo }, person, people, atMs);
  expect(whose([], ana)).toBe('anyone');
  expect(whose(['person:ana'], ana)).toBe('me');
  expect(whose(['role:reviewer'], ben)).toBe('me');
  expect(whose(['role:reviewer'], cleo)).toBe('others');
  expect(whose(['person:ana'], cleo)).toBe('others');
  // Ben stands in for Ana while she is away, and no longer.
  expect(whose(['person:ana'], ben)).toBe('me');
  expect(whose(['person:ana'], ben, startMs + 1000)).toBe('others');
  const delegation = { by: 'ana', byName: 'Ana Müller', to: 'cleo', untilMs: startMs + 1000 };
  expect(addressedTo({ assignedTo: ['person:ben'], delegation }, cleo, people, startMs)).toBe('me');
});

test('a snooze hides an item from one person until it ends, and marks it from then on', () => {
  const snoozed = [{ personId: 'ana', untilMs: startMs + 60_000, event: null }];
  expect(snoozeOf(snoozed, 'ana', startMs)).toEqual({ state: 'hidden', untilMs: startMs + 60_000 });
  expect(snoozeOf(snoozed, 'ana', startMs + 60_000)).toMatchObject({ state: 'back' });
  expect(snoozeOf(snoozed, 'ben', startMs)).toBeNull();
});

test('an addressee is told by printed name, or by role', () => {
  expect(['person:ana', 'person:gone', 'role:reviewer'].map((one) => addresseeWords(one, people))).toEqual([
    'Ana Müller',
    'gone',
    'every reviewer',
  ]);
});
