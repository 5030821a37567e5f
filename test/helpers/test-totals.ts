import { readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a suite counted, with the names of the tests that failed and of those that passed only at their second try. */
export interface Outcome extends Counts {
  readonly failures: readonly string[];
  readonly flaky: readonly string[];
}

/** What vitest counted. A suite that could not even be loaded counts as one failure. */
export function readVitest(reportFile: string, exitCode: number): Outcome {
  const report = readJson<Outcome>(reportFile);
  return outcome({ ...report, failed: failuresOf(report.failed ?? 0, exitCode) });
}

/** What Playwright counted; a test that passed only at its second try has passed, and is `flaky` as well. */
export function readPlaywright(reportFile: string, exitCode: number): Outcome {
  const { stats, suites } = readJson<PlaywrightReport>(reportFile);
  const specs = (suites ?? []).flatMap(specsOf);
  return outcome({
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: failuresOf(stats?.unexpected ?? 0, exitCode),
    skipped: stats?.skipped ?? 0,
    failures: namesOf(specs, 'unexpected'),
    flaky: namesOf(specs, 'flaky'),
  });
}

export const noTests: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] };

export function addOutcomes(a: Outcome, b: Outcome): Outcome {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    flaky: [...a.flaky, ...b.flaky],
  };
}

/** The last line of `npm test`. */
export function totalLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; skipped: number };
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly PlaywrightSpec[];
}

interface PlaywrightSpec {
  readonly file: string;
  readonly title: string;
  readonly tests: readonly { readonly status: string }[];
}

function specsOf(suite: PlaywrightSuite): PlaywrightSpec[] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

function namesOf(specs: readonly PlaywrightSpec[], status: string): string[] {
  return specs
    .filter((spec) => spec.tests.some((test) => test.status === status))
    .map((spec) => `${spec.file} > ${spec.title}`);
}

function outcome(part: Partial<Outcome>): Outcome {
  return { ...noTests, ...part };
}

/** A run that ended badly without a failed test (a crash, a file that does not load) is a failure all the same. */
function failuresOf(counted: number, exitCode: number): number {
  return counted === 0 && exitCode !== 0 ? 1 : counted;
}

function readJson<T>(file: string): Partial<T> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<T>;
  } catch {
    return {};
  }
}
