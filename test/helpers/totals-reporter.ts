import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Outcome } from './test-totals.ts';

/** Writes what vitest counted, and the names of what failed or needed a second try, to `LANEKEEPER_TEST_TOTALS`. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env['LANEKEEPER_TEST_TOTALS'];
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(outcomeOf(modules)));
  }
}

function outcomeOf(modules: readonly TestModule[]): Outcome {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const named = (test: (typeof tests)[number]): string => `${test.module.relativeModuleId} > ${test.fullName}`;
  const failed = tests.filter((test) => test.result().state === 'failed');
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: failed.length,
    skipped: tests.filter((test) => test.result().state === 'skipped').length,
    failures: [
      ...failed.map(named),
      // A file that does not load has no tests to fail.
      ...modules.filter((module) => module.errors().length > 0).map((module) => module.relativeModuleId),
    ],
    flaky: tests
      .filter((test) => test.diagnostic()?.flaky === true)
      .map((test) => `${named(test)}: ${whyFailed(test)}`),
  };
}

/** What its first try failed with; a log keeps no more of a test that passed in the end. */
function whyFailed(test: TestCase): string {
  const { message = 'no error was kept', stacks = [] } = test.result().errors?.[0] ?? {};
  const [at] = stacks;
  return `${message.slice(0, 400)}${at === undefined ? '' : ` (line ${at.line})`}`;
}
