import type { Review } from './review.ts';
import { appendixSections } from './markdown-appendix.ts';
import { issueSections } from './markdown-issues.ts';
import { summarySections } from './markdown-summary.ts';

/** The report as Markdown. Everything that comes from the file is inert: it renders as words and nothing else. */
export function reviewMarkdown(review: Review): string {
  return `${[...summarySections(review), ...issueSections(review), ...appendixSections(review)].join('\n\n')}\n`;
}
