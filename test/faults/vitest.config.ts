import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import TotalsReporter from '../helpers/totals-reporter.ts';

// Campaigns against the built product: minutes, not seconds. `npm test` runs them after the others.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/helpers/build-once.ts'],
    testTimeout: 15 * 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', new TotalsReporter()],
  },
});
