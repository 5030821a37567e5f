import { expect, test } from 'vitest';
import { poolSize } from '../../../electron/runtime/threads/pool-size.ts';

test.each([
  ['one core has one host', { cores: 1, memoryMb: 512 }, 1],
  ['two cores leave one to the engine', { cores: 2, memoryMb: 24_000 }, 1],
  ['eight cores with memory enough', { cores: 8, memoryMb: 32_000 }, 7],
  ['memory is the limit on a small machine with many cores', { cores: 16, memoryMb: 4_096 }, 3],
  ['no machine has more than sixteen', { cores: 128, memoryMb: 1_000_000 }, 16],
])('%s', (_, machine, hosts) => {
  expect(poolSize(machine)).toBe(hosts);
});
