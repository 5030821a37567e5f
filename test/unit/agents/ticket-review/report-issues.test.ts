import { expect, test } from 'vitest';
import {
  growthOf,
  sharesOverTime,
  splitTime,
} from '../../../../electron/runtime/agents/ticket-review/report/growth.ts';
import { rankIssues } from '../../../../electron/runtime/agents/ticket-review/report/issues.ts';
import {
  change,
  ofBase,
  percent,
  sparkline,
} from '../../../../electron/runtime/agents/ticket-review/report/numbers.ts';
import type { Theme } from '../../../../electron/runtime/agents/ticket-review/themes/types.ts';
import type { Ticket } from '../../../../electron/runtime/agents/ticket-review/tickets/ticket.ts';

const DAY = 86_400_000;

test('more tickets overall are no growth: a theme with the same share in both halves is steady', () => {
  const dates = [...spread(100, 0, 100), ...spread(900, 100, 100)];
  const split = splitTime(dates);
  const theme = [...spread(10, 0, 100), ...spread(90, 100, 100)];
  expect(growthOf(theme, split)).toMatchObject({ trend: 'steady' });
  expect(growthOf(theme, split).factor).toBeCloseTo(1, 1);
});

test('a theme that doubles its share is rising, one that halves it falling, and a few tickets more are chance', () => {
  const dates = spread(1_000, 0, 1_000);
  const split = splitTime(dates);
  expect(split).toMatchObject({ earlier: 500, later: 500 });
  const rising = growthOf([...spread(50, 0, 500), ...spread(100, 500, 500)], split);
  const falling = growthOf([...spread(100, 0, 500), ...spread(50, 500, 500)], split);
  const chance = growthOf([...spread(10, 0, 500), ...spread(14, 500, 500)], split);
  expect(rising).toMatchObject({ trend: 'rising', earlier: 50, later: 100 });
  expect(rising.z).toBeGreaterThan(4);
  expect(rising.factor).toBeCloseTo(100.5 / 50.5, 5);
  expect(falling).toMatchObject({ trend: 'falling' });
  expect(falling.factor).toBeCloseTo(50.5 / 100.5, 5);
  expect(chance.trend).toBe('steady');
  expect(chance.factor).toBeGreaterThan(1);
  expect(chance.factor).toBeLessThan(1.15);
});

test('without dates, or with all of them on one day, nothing is said about growth', () => {
  expect(splitTime([])).toBeNull();
  expect(splitTime(Array.from({ length: 500 }, () => 5 * DAY))).toBeNull();
  expect(growthOf([1, 2, 3], null)).toMatchObject({ trend: 'undated', factor: 1 });
});

test('the course over time is a share of each slice, not a count', () => {
  const dates = [...spread(80, 0, 10), ...spread(80, 1_000, 10)];
  expect(sharesOverTime(dates, dates, 4)).toEqual([1, 1, 1, 1]);
  expect(sharesOverTime(spread(80, 1_000, 10), dates, 2)).toEqual([0, 1]);
});

test('issues are ranked by share, growth and severity as documented, each with its base', () => {
  const tickets = Array.from({ length: 400 }, (_, index) => ticketOn(index));
  const all = Array.from({ length: 400 }, (_, index) => index);
  const themes = [
    themeOf(
      'large and mild',
      all.filter((index) => index > 0 && (index % 10) % 3 !== 1),
      0,
    ),
    themeOf(
      'small and grave',
      all.filter((index) => (index % 10) % 3 === 1),
      1,
    ),
    themeOf('once', [0], 1),
  ];
  const ranking = rankIssues(themes, tickets);
  expect(ranking).toMatchObject({ reviewed: 400, dated: 400, distinct: 400 });
  expect(ranking.issues.map(({ name, tickets: count }) => [name, count])).toEqual([
    ['small and grave', 120],
    ['large and mild', 279],
  ]);
  expect(ranking.single.map(({ name }) => name)).toEqual(['once']);
  for (const issue of ranking.issues) {
    const documented = 100 * issue.share * issue.growth.factor * (0.5 + issue.severity);
    expect(issue.score).toBeCloseTo(documented, 1);
  }
});

test('numbers carry their base and read well', () => {
  expect(ofBase(312, 1_543, 'tickets')).toBe('312 of 1,543 tickets, 20 %');
  expect([0, 0.004, 0.0996, 0.5, 1].map(percent)).toEqual(['0 %', '0.4 %', '10 %', '50 %', '100 %']);
  expect([1.384, 1, 0.62].map(change)).toEqual(['+38 %', '±0 %', '−38 %']);
  expect(sparkline([0, 0.5, 1])).toBe('▁▅█');
});

function spread(count: number, fromDay: number, days: number): number[] {
  return Array.from({ length: count }, (_, index) => (fromDay + (index * days) / count) * DAY);
}

function ticketOn(index: number): Ticket {
  const receivedAtMs = index * DAY;
  return {
    row: index + 1,
    id: `T-${index}`,
    text: `text ${index}`,
    receivedAtMs,
    recipient: null,
    customer: null,
    product: null,
  };
}

function themeOf(name: string, members: readonly number[], severity: number): Theme {
  return { id: name, name, keywords: [name], members, centrality: members.map(() => 1), severity };
}
