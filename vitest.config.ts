import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import TotalsReporter from './test/helpers/totals-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/{unit,guarantees,renderer}/**/*.test.{ts,tsx}'],
    globalSetup: ['test/helpers/temp-folder.ts', 'test/helpers/build-once.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Every processor: most files wait for processes and timers, and nothing else is at work in a test run.
    maxWorkers: availableParallelism(),
    // As in the browser: a second try tells a broken promise from a test that a busy machine broke; `npm test` names it.
    retry: 1,
    reporters: ['default', new TotalsReporter()],
  },
});
