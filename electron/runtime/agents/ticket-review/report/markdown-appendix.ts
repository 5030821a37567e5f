import { replySkeleton } from '../drafts/compose.ts';
import { noDraftReasons, type NoDraftReason, type WithoutDraft } from '../drafts/plan.ts';
import { reasonNames } from '../tickets/quarantine.ts';
import { KEPT_CHARACTERS } from '../tickets/ticket.ts';
import { holdsLink, inert } from './inert-text.ts';
import { counted, ofBase, plural } from './numbers.ts';
import type { Review } from './review.ts';

const LISTED_IDS = 40;

/** What follows the issues: replies, what was left out and why, the method, and what it cannot tell. */
export function appendixSections(review: Review): string[] {
  return [
    ...singleCases(review),
    ...replies(review),
    ...withoutDraft(review),
    ...setAside(review),
    '## How this was made',
    method(review),
    '## What this review cannot say',
    limits(review),
  ];
}

function singleCases({ single, base }: Review): string[] {
  if (single.length === 0) return [];
  const names = single.slice(0, LISTED_IDS).map(({ name, quotes }) => {
    return `- ${inert(name)} (ticket ${inert(quotes[0]?.ticketId ?? '')})`;
  });
  const rest = single.length - names.length;
  if (rest > 0) names.push(`- and ${counted(rest)} more in report.json`);
  return [
    '## Single cases',
    `${ofBase(single.length, base.reviewed, 'tickets')}: each like no other.`,
    names.join('\n'),
  ];
}

function replies({ drafts, issues, single, signature }: Review): string[] {
  const answer = (issues[0] ?? single[0])?.answer;
  if (!drafts.asked || answer === undefined) return [];
  const { subject, body } = replySkeleton(answer, signature);
  const reach =
    drafts.reachable === drafts.written
      ? 'each to the address in its row'
      : drafts.reachable === 0
        ? 'none with an address: approved, they stay drafts in the outbox'
        : `${counted(drafts.reachable)} of them with an address; the others stay drafts in the outbox`;
  return [
    '## Reply drafts',
    `${plural(drafts.written, 'draft')}, ${reach}. Each quotes one sentence of its ticket and waits for a person’s decision; nothing is sent by this report. The frame, with the words for the first issue:`,
    [`**${inert(subject)}**`, ...body.trim().split('\n').map(bodyLine)].map((line) => `> ${line}`.trimEnd()).join('\n'),
  ];
}

/** A list line stays one; every other line keeps its own line break. */
function bodyLine(line: string): string {
  if (line.startsWith('- ')) return `- ${inert(line.slice(2))}`;
  return line === '' ? '' : `${inert(line)}  `;
}

function withoutDraft({ withoutDraft: without, drafts, base }: Review): string[] {
  if (without.length === 0) return [];
  const title = drafts.asked ? 'Tickets without a reply draft' : 'Tickets that could not be answered';
  const byReason = Map.groupBy(without, ({ reason }) => reason);
  const lines = [...byReason].map(([reason, tickets]) => reasonLine(reason, tickets));
  return [`## ${title}`, `${ofBase(without.length, base.reviewed, 'tickets')}.`, lines.join('\n')];
}

function reasonLine(reason: NoDraftReason, tickets: readonly WithoutDraft[]): string {
  const ids = tickets.slice(0, LISTED_IDS).map(({ ticketId }) => inert(ticketId));
  const rest = tickets.length - ids.length;
  const more = rest > 0 ? `, and ${counted(rest)} more in report.json` : '';
  return `- **${noDraftReasons[reason]}**: ${counted(tickets.length)} (${ids.join(', ')}${more})`;
}

function setAside({ quarantine, file }: Review): string[] {
  if (quarantine.total === 0) return [];
  const rows = quarantine.reasons.map(({ reason, rows: count, example }) => {
    return `| ${reasonNames[reason]} | ${counted(count)} | row ${counted(example.row)}, line ${counted(example.line)}: ${inert(example.sentence)} |`;
  });
  return [
    '## Rows set aside',
    `${ofBase(quarantine.total, file.rows, 'rows')}, were not reviewed. Each stands in quarantine.jsonl with its reason; correct them in the source and run the review again to include them.`,
    ['| Reason | Rows | The first |', '| --- | --: | --- |', ...rows].join('\n'),
  ];
}

function method({ file, method: made, base, issues }: Review): string {
  const hasLinks = issues.some(({ quotes }) => quotes.some(({ text }) => holdsLink(text)));
  const { columns } = file;
  const roles = Object.entries(columns).map(([role, column]) => `${roleNames[role] ?? role} “${inert(column)}”`);
  const chosen =
    file.proposed.length === 0
      ? ''
      : ` (chosen by the agent: ${file.proposed.map((role) => roleNames[role]).join(', ')})`;
  const delimiter = file.delimiter === null ? '' : `, ${file.delimiter}`;
  const sampled =
    base.reviewed < file.sound
      ? ` Of ${counted(file.sound)} sound rows, a sample of ${counted(base.reviewed)} drawn with the seed was reviewed.`
      : '';
  return [
    `- **File**: ${inert(file.name)}, ${counted(file.bytes)} bytes, ${file.format}${delimiter}, ${file.encoding}, SHA-256 \`${file.sha256}\`.`,
    `- **Columns**: ${roles.join(', ')}${chosen}. Only these were read; themes rest on the text alone.`,
    `- **Rows**: ${plural(file.rows, 'row')}, ${counted(file.sound)} sound.${sampled}`,
    `- **Reading**: ${made.engine}.`,
    `- **Grouping**: ${inert(made.grouping)}; ${inert(made.notes)}. Seed ${made.seed}, at most ${made.maxThemes} themes: the same file, settings and seed give the same report.`,
    `- **Score**: ${made.score}.`,
    `- **Growth**: ${made.growth}.`,
    ...(hasLinks
      ? [
          '- **Quotes**: links and mail addresses are written with brackets, so that nothing can be clicked; report.json has the exact words.',
        ]
      : []),
  ].join('\n');
}

const roleNames: Readonly<Record<string, string>> = {
  text: 'text',
  id: 'ticket id',
  receivedAt: 'received',
  recipient: 'recipient',
  customer: 'customer name',
  product: 'product',
};

function limits(review: Review): string {
  const { file, base, issues } = review;
  const lines = [
    'How many customers have a problem: it counts tickets, and most people with a problem write none.',
    'Whether what a ticket says is true, or who is at fault. Quotes are the customers’ own words.',
    'Why an issue grows. Growth is measured within this file only; a change in who writes, or in what is exported, looks the same.',
    'How bad a case really is: severity is read from words and tone, and a calm letter can describe a grave matter.',
    'Everything a ticket is about: each counts in one issue only, the one its wording fits best.',
  ];
  const loose = issues.reduce((sum, issue) => sum + issue.loose, 0);
  if (loose > 0)
    lines.push(`Where ${ofBase(loose, base.reviewed, 'tickets')}, truly belong: they fit their issue only loosely.`);
  if (base.split !== null && base.dated < base.reviewed) {
    lines.push(
      `When ${ofBase(base.reviewed - base.dated, base.reviewed, 'tickets')}, came: they carry no date and do not count in growth.`,
    );
  }
  if (file.columns.receivedAt !== undefined && file.dayOrder === 'not-proven') {
    lines.push(
      `Whether dates like 03/04 in “${inert(file.columns.receivedAt)}” mean March or April: no date proves it, and month first was assumed.`,
    );
  }
  if (file.cut > 0) {
    lines.push(
      `What ${plural(file.cut, 'ticket')} say beyond ${counted(KEPT_CHARACTERS)} characters: only the beginning was read.`,
    );
  }
  if (file.unusableRecipients > 0) {
    lines.push(
      `Where ${plural(file.unusableRecipients, 'reply', 'replies')} should go: what stands in “${inert(file.columns.recipient ?? '')}” is no mail address.`,
    );
  }
  lines.push(
    'Anything about texts in other languages than English, which the language engine reads word by word only.',
  );
  return lines.map((line) => `- ${line}`).join('\n');
}
