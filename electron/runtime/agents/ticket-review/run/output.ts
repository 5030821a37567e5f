import type { RowsRead } from './read-rows.ts';
import type { Fate, TicketFate } from './replies.ts';
import type { Drafting, IssueLine, WrittenReport } from './understand.ts';

/** What a run returns; the output contract says what each field means. */
export type ReviewOutput = {
  readonly tickets: number;
  readonly quarantined: number;
  readonly themes: number;
  readonly withoutDraft: number;
  readonly replies: {
    readonly drafted: number;
    readonly sent: number;
    readonly refused: number;
    readonly failed: number;
    readonly unknown: number;
  };
  readonly records: {
    readonly proposed: number;
    readonly updated: number;
    readonly refused: number;
    readonly failed: number;
    readonly unknown: number;
  };
  readonly published: 'not-asked' | 'done' | 'refused' | 'failed' | 'unknown';
  readonly topIssues: readonly IssueLine[];
};

/** What a run came to. */
export interface Finished {
  readonly rows: RowsRead;
  readonly drafting: Drafting;
  readonly report: WrittenReport;
  readonly tickets: readonly TicketFate[];
  readonly published: Fate;
}

/** Counts what became of everything the run proposed. */
export function outputOf({ rows, drafting, report, tickets, published }: Finished): ReviewOutput {
  const replies = tickets.map(({ reply }) => reply);
  const records = tickets.map(({ record }) => record);
  return {
    tickets: rows.tickets,
    quarantined: rows.quarantine.total,
    themes: report.issues.length,
    withoutDraft: rows.tickets - drafting.plans.length,
    replies: { drafted: drafting.plans.length, sent: countOf(replies, 'done'), ...failuresIn(replies) },
    records: {
      proposed: records.length - countOf(records, 'skipped'),
      updated: countOf(records, 'done'),
      ...failuresIn(records),
    },
    published: published === 'skipped' ? 'not-asked' : published,
    topIssues: report.issues,
  };
}

function failuresIn(fates: readonly Fate[]): { refused: number; failed: number; unknown: number } {
  return {
    refused: countOf(fates, 'refused'),
    failed: countOf(fates, 'failed'),
    unknown: countOf(fates, 'unknown'),
  };
}

function countOf(fates: readonly Fate[], wanted: Fate): number {
  return fates.filter((fate) => fate === wanted).length;
}
