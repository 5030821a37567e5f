import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../electron/host/building/build.ts';
import { projectRoot } from '../electron/host/project-root.ts';
import { findOrInstallBrowser } from './helpers/test-browser.ts';
import { addOutcomes, noTests, readPlaywright, readVitest, totalLine } from './helpers/test-totals.ts';
import type { Outcome } from './helpers/test-totals.ts';

// `npm test`: builds, runs every suite, and ends with the names of what failed and one line over all suites.
const reports = join(projectRoot, '.cache', 'test-reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

await buildIfStale(['code', 'renderer'], console.log);

const total = [vitest('vitest', []), vitest('faults', ['--config=test/faults/vitest.config.ts']), playwright()].reduce(
  addOutcomes,
  noTests,
);
for (const name of total.flaky) console.log(`Flaky, passed at the second try only, a defect to mend: ${name}`);
for (const name of total.failures) console.log(`Failed: ${name}`);
console.log(`\n${totalLine(total)}`);
process.exit(total.failed === 0 ? 0 : 1);

function vitest(name: string, args: readonly string[]): Outcome {
  const report = join(reports, `${name}.json`);
  return readVitest(report, runTool('vitest/vitest.mjs', ['run', ...args], { LANEKEEPER_TEST_TOTALS: report }));
}

function playwright(): Outcome {
  const browser = findOrInstallBrowser();
  if (browser.kind === 'none') {
    console.error(browser.words);
    return { ...noTests, failed: 1, failures: ['the browser tests: there is no browser'] };
  }
  if (!existsSync(join(projectRoot, 'test', 'e2e'))) return noTests;
  const report = join(reports, 'playwright.json');
  const status = runTool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    ...(browser.kind === 'program' ? { LANEKEEPER_BROWSER: browser.path } : {}),
  });
  return readPlaywright(report, status);
}

/** Runs a tool of node_modules with this Node; its exit code. */
function runTool(script: string, args: readonly string[], env: Readonly<Record<string, string>>): number {
  const path = join(projectRoot, 'node_modules', script);
  const { status } = spawnSync(process.execPath, [path, ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}
