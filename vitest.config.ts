import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,guarantees,renderer}/**/*.test.{ts,tsx}'],
    globalSetup: ['test/helpers/build-once.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
