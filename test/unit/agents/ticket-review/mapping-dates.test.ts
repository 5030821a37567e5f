import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dayOrderOf,
  isoDay,
  readDate,
  settleDate,
  type ReadDate,
} from '../../../../electron/runtime/agents/ticket-review/mapping/dates.ts';

test.each([
  ['2019-09-24', '2019-09-24T00:00:00Z'],
  ['2019-09-24T13:05:06Z', '2019-09-24T13:05:06Z'],
  ['2019-09-24T13:05:06.123+02:00', '2019-09-24T11:05:06Z'],
  ['2019-09-24 13:05', '2019-09-24T13:05:00Z'],
  ['2019/9/4', '2019-09-04T00:00:00Z'],
  ['20190924', '2019-09-24T00:00:00Z'],
  ['04/22/2014 01:07:39 PM', '2014-04-22T13:07:39Z'],
  ['02/17/2020 12:19:00 AM', '2020-02-17T00:19:00Z'],
  ['22.4.2014', '2014-04-22T00:00:00Z'],
  ['4/22/14', '2014-04-22T00:00:00Z'],
  ['24 Sep 2019', '2019-09-24T00:00:00Z'],
  ['Sep 24, 2019', '2019-09-24T00:00:00Z'],
  ['September 24th, 2019 3:04 pm', '2019-09-24T15:04:00Z'],
  ['Tue, 24 Sep 2019 10:00:00 -0500', '2019-09-24T15:00:00Z'],
  ['Tue Sep 24 2019', '2019-09-24T00:00:00Z'],
  ['1569283200', '2019-09-24T00:00:00Z'],
  ['1569283200000', '2019-09-24T00:00:00Z'],
  ['29.02.2020', '2020-02-29T00:00:00Z'],
])('%s is read as %s', (written, instant) => {
  const date = readDate(written);
  expect(date).not.toBeNull();
  expect(new Date(settleDate(date!, 'month-first')).toISOString()).toBe(instant.replace('Z', '.000Z'));
});

test.each(['', 'soon', '2019-02-30', '31/31/2019', '2019-13-01', '12345678', '25:00', '3384392', '2019-01-01 24:61'])(
  '%j is no date',
  (written) => {
    expect(readDate(written)).toBeNull();
  },
);

test('the order of day and month is the one that unambiguous dates prove', () => {
  expect(dayOrderOf(dates('03/04/2020', '13/04/2020'))).toEqual({ order: 'day-first', isProven: true });
  expect(dayOrderOf(dates('03/04/2020', '04/13/2020'))).toEqual({ order: 'month-first', isProven: true });
  expect(dayOrderOf(dates('03/04/2020'))).toEqual({ order: 'month-first', isProven: false });
  expect(isoDay(settleDate(readDate('03/04/2020')!, 'day-first'))).toBe('2020-04-03');
  expect(isoDay(settleDate(readDate('04/13/2020')!, 'day-first'))).toBe('2020-04-13');
});

test('days are named as the calendar names them, through leap years and before 1970', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(isoDay(date.getTime())).toBe(day);
      expect(isoDay(settleDate(readDate(day)!, 'month-first'))).toBe(day);
    }),
  );
});

function dates(...written: string[]): ReadDate[] {
  return written.map((text) => readDate(text)!);
}
