import { afterEach, expect, test, vi } from 'vitest';
import { stderrLogger, systemIds } from '../../electron/runtime/system-ports.ts';

afterEach(() => void vi.restoreAllMocks());

test('no fact, whatever its name, takes the place of what was said, when, and how grave it is', () => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  stderrLogger.error('the runtime cannot go on', {
    message: 'SQLITE_CORRUPT',
    level: 7,
    at: 'engine',
    code: 'damaged',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'error',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    message: 'the runtime cannot go on',
    'fact.message': 'SQLITE_CORRUPT',
    'fact.level': 7,
    'fact.at': 'engine',
    code: 'damaged',
  });
});

test('an id follows the newest there is, also where that was made by a clock that was ahead', () => {
  const before = systemIds.uuid();
  const ahead = `${(Date.now() + 7_200_000)
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')}-7fff-bfff-ffffffffffff`;
  systemIds.follow(ahead);
  systemIds.follow(before);
  systemIds.follow('no id at all');
  const made = Array.from({ length: 100 }, () => systemIds.uuid());
  expect([before, ahead, ...made].toSorted()).toEqual([before, ahead, ...made]);
});
