import type { StepContext } from 'lanekeeper/sdk';
import { planDrafts, type DraftPlan, type WithoutDraft } from '../drafts/plan.ts';
import { assembleReview } from '../report/assemble.ts';
import { reviewMarkdown } from '../report/markdown.ts';
import type { ThemeAnswer } from '../drafts/theme-answer.ts';
import type { Trend } from '../report/growth.ts';
import type { Issue } from '../report/issues.ts';
import type { Settings } from '../settings.ts';
import { groupTickets, type Themes } from '../themes/analyse.ts';
import type { Reading } from '../themes/types.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { RowsRead } from './read-rows.ts';
import { loadPieces, loadPlain, plainRef, type Plain, type PlainRef } from './stored.ts';

/** Where a run keeps what it has read so far. */
export interface Material {
  readonly rows: RowsRead;
  readonly readings: readonly PlainRef[];
}

/** Groups all tickets into themes and stores the themes. */
export async function groupIntoThemes(material: Material, settings: Settings, step: StepContext): Promise<PlainRef> {
  const { tickets, readings } = await loaded(material, step);
  const { maxThemes, seed } = settings;
  const phases = { reading: 'Reading language', grouping: 'Grouping', naming: 'Naming themes' };
  const themes = groupTickets(tickets, readings, {
    maxThemes,
    seed,
    onProgress: (done, total, phase) => {
      const unit = phase === 'naming' ? 'themes' : 'tickets';
      step.progress({ phase: phases[phase], done, total, unit, etaMs: null });
    },
  });
  const plain: Plain<Themes> = themes;
  return plainRef(await step.store(plain));
}

/** What is drafted and what is not; small enough for the journal, since each reply's words follow from it. */
export type Drafting = { readonly plans: readonly DraftPlan[]; readonly without: readonly WithoutDraft[] };

/** Plans a reply per ticket where replies are asked for; lists in any case the tickets that can get none. */
export async function draftReplies(
  material: Material,
  { themes, settings }: { readonly themes: PlainRef; readonly settings: Settings },
  step: StepContext,
): Promise<Drafting> {
  const { tickets, readings } = await loaded(material, step);
  const found: Plain<Themes> = await loadPlain(step, themes);
  const { plans, without } = planDrafts(tickets, readings, found.themes);
  return { plans: settings.drafts ? plans : [], without };
}

/** The report in both forms, and what later steps need of it. */
export type WrittenReport = {
  readonly markdown: string;
  readonly json: string;
  readonly issues: readonly IssueLine[];
  /** How tickets of each theme are answered, single cases included. */
  readonly answers: readonly ThemeAnswer[];
};

/** An issue in one line. */
export type IssueLine = Pick<Issue, 'theme' | 'name' | 'tickets' | 'share' | 'severity' | 'score'> & {
  readonly trend: Trend;
};

/** Ranks the themes and writes the report. */
export async function rankAndReport(
  material: Material,
  found: { readonly themes: PlainRef; readonly drafting: Drafting; readonly settings: Settings },
  step: StepContext,
): Promise<WrittenReport> {
  const { tickets, readings } = await loaded(material, step);
  const themes: Plain<Themes> = await loadPlain(step, found.themes);
  const { plans, without } = found.drafting;
  const review = assembleReview({
    file: material.rows.file,
    settings: found.settings,
    tickets,
    readings,
    themes,
    quarantine: material.rows.quarantine,
    drafts: { written: plans.length, reachable: plans.filter(({ to }) => to !== null).length },
    withoutDraft: without,
  });
  const json = `${JSON.stringify(review, null, 2)}\n`;
  return {
    markdown: reviewMarkdown(review),
    json,
    issues: review.issues.map(({ theme, name, tickets: count, share, severity, score, growth }) => {
      return { theme, name, tickets: count, share, trend: growth.trend, severity, score };
    }),
    answers: [...review.issues, ...review.single].map(({ answer }) => answer),
  };
}

async function loaded(
  { rows, readings }: Material,
  step: StepContext,
): Promise<{ tickets: readonly Ticket[]; readings: readonly Plain<Reading>[] }> {
  const pieces = rows.pieces.map(({ ref }) => ref);
  return { tickets: await loadPieces<Ticket>(step, pieces), readings: await loadPieces(step, readings) };
}
