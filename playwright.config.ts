import { defineConfig } from '@playwright/test';
import { findBrowser } from './electron/host/launch/find-browser.ts';

const browser = findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/helpers/temp-folder.ts',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  fullyParallel: false,
  workers: 2,
  // A second try tells a broken promise from a test that a busy machine broke; the latter is named at the end.
  retries: 1,
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 720 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    // Nothing but the console itself is reached, also by the browser's own services.
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'chromium', testIgnore: 'electron/**' },
    { name: 'electron', testMatch: 'electron/**/*.spec.ts' },
  ],
});
