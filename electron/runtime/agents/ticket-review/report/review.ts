import type { ThemeAnswer } from '../drafts/theme-answer.ts';
import type { WithoutDraft } from '../drafts/plan.ts';
import type { ColumnMapping, Role } from '../mapping/roles.ts';
import type { QuarantineReason, QuarantinedRow } from '../tickets/quarantine.ts';
import type { Issue, Ranking } from './issues.ts';
import type { Mentions } from './mentions.ts';

/** What was read, as far as a report needs it. */
export type FileFacts = {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: string;
  readonly delimiter: string | null;
  readonly encoding: string;
  readonly hasHeader: boolean;
  readonly columns: ColumnMapping;
  /** Roles whose column the agent chose itself. */
  readonly proposed: readonly Role[];
  readonly rows: number;
  readonly sound: number;
  readonly cut: number;
  readonly damagedBytes: number;
  readonly unusableRecipients: number;
  readonly dayOrder: 'month-first' | 'day-first' | 'not-proven';
};

/** Rows set aside: counted by reason, with the first of each as an example. */
export type QuarantineSummary = {
  readonly total: number;
  readonly reasons: readonly {
    readonly reason: QuarantineReason;
    readonly rows: number;
    readonly example: QuarantinedRow;
  }[];
};

/** A sentence of a ticket that stands for its theme; `text` is exactly what stands at `start`..`end`. */
export type IssueQuote = {
  readonly ticketId: string;
  readonly row: number;
  readonly receivedAtMs: number | null;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

/** One issue with everything the report says about it. */
export type ReviewedIssue = Issue & {
  /** Its tickets, those that fit best first. */
  readonly ticketIds: readonly string[];
  readonly quotes: readonly IssueQuote[];
  readonly mentions: Mentions;
  /** Tickets that fit the theme loosely: their wording has little in common with its middle. */
  readonly loose: number;
  readonly answer: ThemeAnswer;
};

/** The whole report as data; `report.json` is this, and `report.md` says the same in words. */
export type Review = {
  readonly schema: 'ticket-review/report/1';
  readonly file: FileFacts;
  readonly method: {
    readonly engine: string;
    readonly grouping: string;
    readonly notes: string;
    readonly seed: number;
    readonly maxThemes: number;
    readonly score: string;
    readonly growth: string;
  };
  readonly base: Omit<Ranking, 'issues' | 'single'>;
  readonly issues: readonly ReviewedIssue[];
  /** Groups of one ticket: they happened once. */
  readonly single: readonly ReviewedIssue[];
  readonly drafts: { readonly asked: boolean; readonly written: number; readonly reachable: number };
  readonly signature: string;
  readonly withoutDraft: readonly WithoutDraft[];
  readonly quarantine: QuarantineSummary;
};
