import { isoDay } from '../mapping/dates.ts';
import { inert } from './inert-text.ts';
import { change, counted, ofBase, plural, sparkline } from './numbers.ts';
import type { Review, ReviewedIssue } from './review.ts';

/** The head of the report: what was read, what stands out, and all issues in one table. */
export function summarySections(review: Review): string[] {
  const sections = [`# What customers write about: ${inert(review.file.name)}`, baseLine(review), ...repeats(review)];
  if (review.issues.length === 0) {
    return [...sections, 'No issue recurs in these tickets: no two of them are about the same thing.'];
  }
  return [...sections, '## In short', highlights(review), '## Recurring issues', table(review), reading(review)];
}

/** A column of labels gives a report of labels; whoever reads it should know first. */
function repeats({ base, file }: Review): string[] {
  if (base.distinct * 2 >= base.reviewed) return [];
  return [
    `**Note:** the ${counted(base.reviewed)} texts hold only ${counted(base.distinct)} different ones. “${inert(file.columns.text)}” looks like labels or standard phrases rather than what customers wrote, and the issues below can say no more than they do.`,
  ];
}

/** How an issue's growth is said in a cell or a line. */
export function growthWords({ growth }: ReviewedIssue): string {
  if (growth.trend === 'undated') return '–';
  if (growth.trend === 'steady') return 'steady';
  return `${growth.trend}, ${change(growth.ratio)}`;
}

/** A name as a title: first letter large. */
export function titled(name: string): string {
  return inert(name.slice(0, 1).toUpperCase() + name.slice(1));
}

function baseLine({ base, issues, quarantine, drafts, file }: Review): string {
  const sampled = base.reviewed < file.sound ? `, a sample of ${counted(file.sound)}` : '';
  const parts = [`**${plural(base.reviewed, 'ticket')}** reviewed${sampled}`];
  if (base.split !== null) parts.push(`received ${isoDay(base.split.firstMs)} to ${isoDay(base.split.lastMs)}`);
  parts.push(plural(issues.length, 'recurring issue'));
  if (drafts.asked) parts.push(plural(drafts.written, 'reply draft'));
  parts.push(quarantine.total === 0 ? 'every row could be read' : `${plural(quarantine.total, 'row')} set aside`);
  return parts.join(' · ');
}

function highlights(review: Review): string {
  const { issues, base } = review;
  const lines: string[] = [];
  const [first] = issues;
  if (first !== undefined) {
    lines.push(
      `**${titled(first.name)}** comes first: ${ofBase(first.tickets, base.reviewed, 'tickets')}, severity ${first.severity.toFixed(2)}.`,
    );
  }
  const largest = issues.toSorted((left, right) => right.tickets - left.tickets)[0];
  if (largest !== undefined && largest !== first) {
    lines.push(`**${titled(largest.name)}** is the largest: ${ofBase(largest.tickets, base.reviewed, 'tickets')}.`);
  }
  const top = issues.slice(0, 5);
  const covered = top.reduce((sum, issue) => sum + issue.tickets, 0);
  if (issues.length > 5) lines.push(`The first five issues cover ${ofBase(covered, base.reviewed, 'tickets')}.`);
  for (const trend of ['rising', 'falling'] as const) {
    const moving = issues.filter((issue) => issue.growth.trend === trend);
    if (moving.length > 0)
      lines.push(
        `${trend === 'rising' ? 'Rising' : 'Falling'}: ${moving.map((issue) => movement(issue, review)).join('; ')}.`,
      );
  }
  if (base.split !== null && issues.every((issue) => issue.growth.trend === 'steady')) {
    const most = issues.toSorted((left, right) => Math.abs(right.growth.z) - Math.abs(left.growth.z))[0];
    const largestChange = most === undefined ? '' : `; the largest change is ${movement(most, review)}`;
    lines.push(`No issue rises or falls by more than chance explains${largestChange}.`);
  }
  const gravest = issues.toSorted((left, right) => right.severity - left.severity)[0];
  if (gravest !== undefined && gravest !== first) {
    lines.push(`Gravest by wording: **${titled(gravest.name)}**, severity ${gravest.severity.toFixed(2)}.`);
  }
  return lines.map((line) => `- ${line}`).join('\n');
}

function movement({ name, growth }: ReviewedIssue, { base }: Review): string {
  const { earlier = 0, later = 0 } = base.split ?? {};
  const counts = `from ${counted(growth.earlier)} of ${counted(earlier)} to ${counted(growth.later)} of ${counted(later)} tickets`;
  return `**${titled(name)}** (${growth.trend === 'steady' ? '' : `${change(growth.ratio)}, `}${counts})`;
}

function table({ issues, base }: Review): string {
  const isDated = base.split !== null;
  const head = ['#', 'Issue', 'Tickets', ...(isDated ? ['Growth', 'Over time'] : []), 'Severity', 'Score'];
  const align = ['--:', '---', '---', ...(isDated ? ['---', '---'] : []), '--:', '--:'];
  const rows = issues.map((issue, index) => [
    String(index + 1),
    `**${titled(issue.name)}**`,
    ofBase(issue.tickets, base.reviewed),
    ...(isDated ? [growthWords(issue), sparkline(issue.overTime)] : []),
    issue.severity.toFixed(2),
    issue.score.toFixed(1),
  ]);
  return [head, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function reading({ base, issues }: Review): string {
  const lines = [
    '**How to read it.** Severity runs from 0 to 1 and rests on the words and the tone of an issue’s tickets. Score = share in percent × growth × (0.5 + severity); it sets the order and has no unit.',
  ];
  if (base.split !== null) {
    const { splitMs, earlier, later } = base.split;
    lines.push(
      `Growth compares an issue’s share of the ${counted(later)} tickets received from ${isoDay(splitMs)} on with its share of the ${counted(earlier)} before, so that more tickets overall do not count as growth; only a difference that chance would show less than once in 370 issues is called rising or falling. The bars show the share in eight equally full slices of time, oldest first.`,
    );
  } else {
    lines.push('Growth is not shown: too few tickets carry a date, or they lie too close together.');
  }
  const themed = issues.reduce((sum, issue) => sum + issue.tickets, 0);
  if (themed < base.reviewed) {
    lines.push(`${ofBase(base.reviewed - themed, base.reviewed, 'tickets')}, belong to no recurring issue.`);
  }
  return lines.join(' ');
}
