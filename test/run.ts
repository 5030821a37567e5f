import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../electron/host/building/build.ts';
import { projectRoot } from '../electron/host/project-root.ts';
import { findOrInstallBrowser } from './helpers/test-browser.ts';
import { addCounts, readPlaywright, readVitest, totalLine } from './helpers/test-totals.ts';
import type { Counts } from './helpers/test-totals.ts';

// `npm test`: builds, runs every suite, and ends with one line over all of them.
const reports = join(projectRoot, '.cache', 'test-reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

await buildIfStale(['code', 'renderer'], console.log);

const vitestReport = join(reports, 'vitest.json');
const vitest = runTool('vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${vitestReport}`,
]);
let counts: Counts = readVitest(vitestReport, vitest);

const faultsReport = join(reports, 'faults.json');
const faults = runTool('vitest/vitest.mjs', [
  'run',
  '--config=test/faults/vitest.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${faultsReport}`,
]);
counts = addCounts(counts, readVitest(faultsReport, faults));

const browser = findOrInstallBrowser();
if (browser.kind === 'none') {
  console.error(browser.words);
  counts = addCounts(counts, { passed: 0, failed: 1, skipped: 0 });
} else if (existsSync(join(projectRoot, 'test', 'e2e'))) {
  const report = join(reports, 'playwright.json');
  const status = runTool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    ...(browser.kind === 'program' ? { LANEKEEPER_BROWSER: browser.path } : {}),
  });
  const { flaky, ...played } = readPlaywright(report, status);
  counts = addCounts(counts, played);
  if (flaky > 0)
    console.log(`\nFlaky: ${flaky} browser test(s) passed at the second try only. Each is a defect to mend.`);
}

console.log(`\n${totalLine(counts)}`);
process.exit(counts.failed === 0 ? 0 : 1);

/** Runs a tool of node_modules with this Node; its exit code. */
function runTool(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  const path = join(projectRoot, 'node_modules', script);
  const { status } = spawnSync(process.execPath, [path, ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}
