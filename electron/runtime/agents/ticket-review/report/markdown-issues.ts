import { isoDay } from '../mapping/dates.ts';
import { inert } from './inert-text.ts';
import { growthWords, titled } from './markdown-summary.ts';
import { change, counted, ofBase } from './numbers.ts';
import type { IssueQuote, Review, ReviewedIssue } from './review.ts';

const PHRASES = 6;

/** One section per recurring issue: its numbers, its words, its quotes, and what a reply asks. */
export function issueSections(review: Review): string[] {
  if (review.issues.length === 0) return [];
  const sections = ['## The issues one by one'];
  for (const [index, issue] of review.issues.entries()) {
    sections.push(`### ${index + 1}. ${titled(issue.name)}`, numbers(issue, review));
    const words = wording(issue, review);
    if (words !== '') sections.push(words);
    sections.push(issue.quotes.map(quoted).join('\n\n'));
    if (review.drafts.asked) sections.push(reply(issue));
  }
  return sections.filter((section) => section !== '');
}

function numbers(issue: ReviewedIssue, { base }: Review): string {
  const { growth } = issue;
  const parts = [`**${ofBase(issue.tickets, base.reviewed, 'tickets')}**`];
  if (growth.trend !== 'undated' && base.split !== null) {
    const halves = `${ofBase(growth.earlier, base.split.earlier)} earlier, ${ofBase(growth.later, base.split.later)} later`;
    parts.push(
      growth.trend === 'steady'
        ? `${growthWords(issue)} (${halves}: ${change(growth.ratio)}, within chance)`
        : `${growthWords(issue)} (${halves})`,
    );
  }
  parts.push(`severity ${issue.severity.toFixed(2)}`, `score ${issue.score.toFixed(1)}`);
  return parts.join(' · ');
}

function wording(issue: ReviewedIssue, { file }: Review): string {
  const lines: string[] = [];
  const phrases = issue.keywords.filter((phrase) => phrase !== issue.name).slice(0, PHRASES);
  if (phrases.length > 0) lines.push(`Key phrases: ${phrases.map(inert).join(' · ')}`);
  const { names, money, negative } = issue.mentions;
  const facts: string[] = [];
  if (names.length > 0) {
    facts.push(
      `names mentioned: ${names.map(({ name, tickets }) => `${inert(name)} (${counted(tickets)})`).join(', ')}`,
    );
  }
  if (money > 0) facts.push(`amounts of money in ${counted(money)}`);
  if (negative > 0) facts.push(`plainly negative wording in ${counted(negative)}`);
  if (issue.loose > 0) facts.push(`${counted(issue.loose)} fit only loosely`);
  if (facts.length > 0) lines.push(`Of its ${counted(issue.tickets)} tickets: ${facts.join('; ')}`);
  if (issue.products.length > 0) {
    const products = issue.products.map(({ product, tickets }) => `${inert(product)} (${counted(tickets)})`).join(', ');
    lines.push(`Most frequent in “${inert(file.columns.product ?? '')}”: ${products}`);
  }
  return lines.join('  \n');
}

function quoted(quote: IssueQuote): string {
  const day = quote.receivedAtMs === null ? '' : `, ${isoDay(quote.receivedAtMs)}`;
  return `> “${inert(quote.text)}”\n>\n> — ticket ${inert(quote.ticketId)}${day}`;
}

function reply({ answer }: ReviewedIssue): string {
  return `**Reply** about ${answer.topic}: ${answer.acknowledgement} It asks for ${answer.asks.join('; ')}.`;
}
