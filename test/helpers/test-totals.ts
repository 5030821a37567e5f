import { readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What vitest counted. A suite that could not even be loaded counts as one failure. */
export function readVitest(reportFile: string, exitCode: number): Counts {
  const report = readNumbers(reportFile);
  const passed = report['numPassedTests'] ?? 0;
  const skipped = (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0);
  return { passed, skipped, failed: failuresOf(report['numFailedTests'] ?? 0, exitCode) };
}

/** What Playwright counted; a test that passed only at its second try has passed, and is `flaky` as well. */
export function readPlaywright(reportFile: string, exitCode: number): Counts & { readonly flaky: number } {
  const { expected, unexpected, flaky, skipped } = readNumbers(reportFile, 'stats');
  return {
    passed: (expected ?? 0) + (flaky ?? 0),
    skipped: skipped ?? 0,
    failed: failuresOf(unexpected ?? 0, exitCode),
    flaky: flaky ?? 0,
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line of `npm test`. */
export function totalLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A run that ended badly without a failed test (a crash, a file that does not load) is a failure all the same. */
function failuresOf(counted: number, exitCode: number): number {
  return counted === 0 && exitCode !== 0 ? 1 : counted;
}

function readNumbers(file: string, field?: string): Partial<Record<string, number>> {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return (field === undefined ? report : report[field]) as Partial<Record<string, number>>;
  } catch {
    return {};
  }
}
