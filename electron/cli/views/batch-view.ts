import type { BatchItem, BatchPreview, BatchSheet, Range } from '../../../shared/domain/batch.ts';
import { moneyWords } from '../../../shared/domain/money.ts';
import type { Session } from '../connection/session.ts';
import { facts, table } from '../output/table.ts';
import { counted, localTime, plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** A preview in words: what would be decided, what is left out and why, sums, and what differs. */
export function previewText(preview: BatchPreview, terminal: Terminal): string {
  const { chosen, count, cap, group, kinds, dropped, sums, outliers, samples } = preview;
  const number = (value: number): string => value.toLocaleString('en');
  const lines: [string, string][] = [
    ['Chosen', counted(chosen, 'action')],
    ['Would decide', `${number(count)} (${number(cap)} at once at most)`],
  ];
  if (group !== null)
    lines.push(
      [
        'Kind',
        `${group.toolId}, ${group.tier}, rule ${group.rule}, on ${group.systems.join(', ')}; group ${group.fingerprint}`,
      ],
      ['Why', plain(group.sentence)],
    );
  for (const { currency, count: priced, ...range } of sums.money)
    lines.push([
      'Money',
      `${rangeText(range, (micros) => moneyWords({ micros: Math.round(micros), currency }))}, in ${priced}`,
    ]);
  lines.push(['People', rangeText(sums.people, number)], ['Records', rangeText(sums.records, number)]);
  lines.push(['Leave this machine', number(sums.external)], ['Can be undone', number(sums.reversible)]);
  if (sums.expiresAtMs !== null) lines.push(['First expires', localTime(sums.expiresAtMs)]);
  for (const { count: many, reason } of dropped) lines.push(['Left out', `${number(many)}: ${plain(reason)}`]);
  const left = samples.filter(({ isOpened }) => !isOpened).length;
  if (samples.length > 0)
    lines.push(['To be read first', left === 0 ? `${samples.length}, all read` : `${left} of ${samples.length}`]);
  const parts = [facts(lines)];
  if (kinds.length > 1)
    parts.push(
      table(
        [{ title: 'GROUP' }, { title: 'TIER' }, { title: 'ITEMS' }, { title: 'THE FIRST OF IT', isFlexible: true }],
        kinds.map(({ fingerprint, tier, count: many, title }) => [fingerprint, tier, number(many), plain(title)]),
        terminal,
      ),
    );
  if (outliers.total > 0)
    parts.push(
      table(
        [{ title: `OUTLIERS (${outliers.total})` }, { title: 'WHY', isFlexible: true }],
        outliers.list.slice(0, 20).map(({ approvalId, reasons }) => [approvalId, plain(reasons.join('; '))]),
        terminal,
      ),
    );
  return parts.join('\n\n');
}

function rangeText({ sum, least, most }: Range, words: (value: number) => string): string {
  return least === most ? words(sum) : `${words(sum)} (${words(least)} to ${words(most)} each)`;
}

/** A sheet with all of its items. */
export async function sheetValue(open: Session, jobId: string): Promise<BatchSheet> {
  const items: BatchItem[] = [];
  for (let afterN = -1; ;) {
    const page = await open.ask('batch.show', { jobId, afterN });
    items.push(...page.items);
    if (page.next === null) return { ...page, items };
    afterN = page.next;
  }
}

/** What became of each item, those that were not applied first. */
export function sheetText({ job, items, counts, became, leftOut }: BatchSheet, terminal: Terminal): string {
  const ordered = items.toSorted((one, other) => Number(one.status === 'applied') - Number(other.status === 'applied'));
  const rows = ordered.map(({ approvalId, status, now, reason, detail }) => [
    approvalId,
    status,
    now,
    plain(reason || (detail ?? '')),
  ]);
  const columns = [
    { title: 'APPROVAL' },
    { title: 'BECAME' },
    { title: 'IS NOW' },
    { title: 'WHY', isFlexible: true },
  ] as const;
  const list = (of: readonly { readonly status: string; readonly count: number }[]): string =>
    of.map(({ status, count }) => `${count} ${status}`).join(', ');
  const lines = [
    `${job.verb}: ${list(counts)} of ${job.total}; the batch is ${job.status}. Job ${job.jobId}`,
    ...(became.length === 0 ? [] : [`What was applied: ${list(became)}.`]),
    ...leftOut.map(({ count, reason }) => `${count} left out before it began: ${plain(reason)}`),
  ];
  return `${table(columns, rows, terminal)}\n\n${lines.join('\n')}`;
}
