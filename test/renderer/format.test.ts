import { stepPlace, stepWords } from '../../shared/domain/step-place.ts';
import { expect, test } from 'vitest';
import { LanekeeperError, errorCodes } from '../../shared/errors.ts';
import { approvalStatuses } from '../../shared/domain/approval.ts';
import { runStatuses } from '../../shared/domain/run.ts';
import { explain } from '../../renderer/src/format/errors.ts';
import { groupedHash, shortHash, shortId } from '../../renderer/src/format/hash.ts';
import { bytes, count, counted, share } from '../../renderer/src/format/number.ts';
import { prettyJson } from '../../shared/pretty-json.ts';
import { approvalLooks, runLooks } from '../../renderer/src/format/status.ts';
import {
  ago,
  clockSpan,
  duration,
  estimate,
  timeLeft,
  timeLeftRough,
  utcTime,
} from '../../renderer/src/format/time.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

test('time left counts seconds under an hour and never goes below zero', () => {
  expect(timeLeft(41 * minute + 7 * second, 0)).toBe('41:07');
  expect(timeLeft(2 * hour + 8 * minute, 0)).toBe('2 h 08');
  expect(timeLeft(3 * 24 * hour, 0)).toBe('3 d');
  expect(timeLeft(0, 5 * second)).toBe('0:00');
  expect(timeLeftRough(41 * minute + 7 * second, 0)).toBe('41 min');
  expect(timeLeftRough(112 * second, 0)).toBe('1:52');
});

test('ages and spans name one unit and grow with it', () => {
  expect([ago(0, 400), ago(0, 40 * second), ago(0, 12 * minute), ago(0, 3 * hour)]).toEqual([
    'now',
    '40 s ago',
    '12 min ago',
    '3 h ago',
  ]);
  expect(ago(10 * second, 0)).toBe('now');
  expect([duration(640), duration(4_200), duration(99 * second), duration(3_760 * second)]).toEqual([
    '640 ms',
    '4.2 s',
    '1:39',
    '1:02:40',
  ]);
  expect(clockSpan(21 * minute + 50 * second)).toBe('21:50');
  expect(clockSpan(-300)).toBe('0:00');
  expect(estimate(3 * minute)).toBe('about 3 min');
  expect(utcTime(Date.UTC(2026, 10, 21, 19, 7, 52, 118))).toBe('19:07:52.118');
});

test('numbers carry their base and their noun', () => {
  expect(count(1_550)).toBe('1,550');
  expect([counted(1, 'row'), counted(31, 'row')]).toEqual(['1 row', '31 rows']);
  expect([bytes(812), bytes(4_100_000), bytes(200_000_000)]).toEqual(['812 B', '4.1 MB', '200 MB']);
  expect([share(1, 1_550), share(31, 48), share(0, 0)]).toEqual(['under 1 %', '65 %', '0 %']);
});

test('a hash is shortened the same way everywhere', () => {
  expect(shortHash('a91f3c20ffff')).toBe('a91f 3c20');
  expect(groupedHash('a91f3c20b3f1c2d7')).toBe('a91f3c20 b3f1c2d7');
  expect(shortId('019aa3c0-7105-7375-83a5-86cbd78470b0')).toBe('8470b0');
});

test('laying out canonical bytes changes no character but white space', () => {
  const text = '{"a":[],"b":{"c":1e3,"d":"x: {y}, \\"z\\" [1,2]"},"e":[1.0,{"f":null}]}';
  const pretty = prettyJson(text);
  expect(pretty.split('\n').length).toBeGreaterThan(5);
  expect(pretty).toContain('"x: {y}, \\"z\\" [1,2]"');
  expect(pretty).toContain('1e3');
  expect(JSON.parse(pretty)).toEqual(JSON.parse(text));
});

test('no two states of a run or an approval look alike', () => {
  for (const looks of [
    runStatuses.map((status) => runLooks[status]),
    approvalStatuses.map((status) => approvalLooks[status]),
  ])
    expect(new Set(looks.map(({ family, mark, word }) => `${family} ${mark} ${word}`)).size).toBe(looks.length);
  const shapes = approvalStatuses.map((status) => `${approvalLooks[status].family} ${approvalLooks[status].mark}`);
  expect(new Set(shapes).size).toBe(shapes.length);
});

test('every code of failure says what happened, what was kept and what to do', () => {
  for (const code of errorCodes) {
    const words = explain(new LanekeeperError(code, 'The file has no column “text”'));
    expect(words.title).not.toBe('');
    expect(words.detail).toBe('The file has no column “text”.');
    expect(words.next.length).toBeGreaterThan(10);
  }
  expect(explain(new LanekeeperError('refused', 'No.', { hint: 'Choose another folder.' })).next).toBe(
    'Choose another folder.',
  );
  expect(explain(new TypeError('x is undefined')).detail).toBe('x is undefined');
});

test('a journal path is read as a step of its run, with the branch it stands in', () => {
  expect(stepPlace('3')).toEqual({ number: 4, branch: null });
  expect(stepPlace('8/all:row-17/0')).toEqual({ number: 9, branch: 'row-17' });
  expect(stepPlace('8/all:mails/2/race:first/0')).toEqual({ number: 9, branch: 'mails / first' });
  expect(stepWords({ number: 9, of: null, name: 'row-17' })).toBe('step 9, row-17');
  expect(stepWords({ number: 9, of: 12, name: 'row-17' })).toBe('step 9 of 12, row-17');
});
