import { afterEach, expect, test, vi } from 'vitest';
import { stderrLogger } from '../../electron/runtime/system-ports.ts';

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
