import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Artifact } from '../../../../shared/domain/run.ts';

/** A larger report is not opened for an answer. */
const mostReportBytes = 8 * 1024 * 1024;

const issuesInReport = z.object({
  issues: z.array(
    z.object({
      name: z.string(),
      tickets: z.number(),
      share: z.number().optional(),
      severity: z.number().optional(),
      growth: z.object({ trend: z.string().optional() }).optional(),
    }),
  ),
});

/**
 * The issues as the output will list them, out of the run's own JSON report: a run that waits for decisions has its
 * report and no output yet. Null when there is no such report.
 */
export function reportedIssues(artifacts: readonly Artifact[]): { topIssues: readonly object[] } | null {
  const report = artifacts.findLast(({ role, mediaType }) => role === 'report' && mediaType === 'application/json');
  if (report === undefined || report.bytes > mostReportBytes) return null;
  const parsed = issuesInReport.safeParse(contentOf(report));
  if (!parsed.success) return null;
  return {
    topIssues: parsed.data.issues.map(({ growth, ...issue }) => ({
      ...issue,
      ...(growth?.trend === undefined ? {} : { trend: growth.trend }),
    })),
  };
}

/** Undefined when the file is gone or is no JSON: the answer then says that there are no issues to list. */
function contentOf(report: Artifact): unknown {
  try {
    return JSON.parse(readFileSync(report.path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
