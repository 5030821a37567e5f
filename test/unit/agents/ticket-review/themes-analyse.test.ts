import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { readTickets } from '../../../../electron/runtime/agents/ticket-review/language/reader.ts';
import { analyseTickets, groupTickets } from '../../../../electron/runtime/agents/ticket-review/themes/analyse.ts';
import { pickQuotes } from '../../../../electron/runtime/agents/ticket-review/themes/quotes.ts';
import { seededRandom } from '../../../../electron/runtime/agents/ticket-review/themes/seeded-random.ts';
import type { TicketText } from '../../../../electron/runtime/agents/ticket-review/themes/types.ts';
import { SUBJECTS, madeTickets } from './made-tickets.ts';

const OPTIONS = { seed: 7, maxThemes: 20 };

function themesOf(texts: readonly string[], options = OPTIONS) {
  return analyseTickets(
    texts.map((text) => ({ text })),
    options,
  );
}

function everyTicketOnce(tickets: number, analysis: ReturnType<typeof themesOf>): void {
  const placed = [...analysis.themes.flatMap((theme) => theme.members), ...analysis.unthemed];
  expect(placed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: tickets }, (_, at) => at));
}

test('the same tickets and seed give the same analysis, to the byte', () => {
  const { tickets } = madeTickets(240);
  expect(JSON.stringify(analyseTickets(tickets, OPTIONS))).toBe(JSON.stringify(analyseTickets(tickets, OPTIONS)));
});

test('tickets about different subjects come apart and tickets about one subject stay together', () => {
  const { tickets, subjects } = madeTickets(240);
  const { themes } = analyseTickets(tickets, OPTIONS);
  for (const theme of themes) expect(new Set(theme.members.map((ticket) => subjects[ticket])).size).toBe(1);
  expect(themes.length).toBeGreaterThanOrEqual(SUBJECTS);
  expect(themes.length).toBeLessThanOrEqual(20);
});

test('every ticket is in exactly one theme or unthemed', () => {
  const { tickets } = madeTickets(90);
  const texts = [...tickets.map((ticket) => ticket.text), '', '   ', '12345 999', 'XXXX {$100.00}'];
  const analysis = themesOf(texts);
  everyTicketOnce(texts.length, analysis);
  expect(analysis.unthemed).toEqual([90, 91, 92, 93]);
});

test('themes are numbered by falling size, with members from the most central on', () => {
  const { themes } = analyseTickets(madeTickets(240).tickets, OPTIONS);
  expect(themes.map((theme) => theme.id)).toEqual(themes.map((_, at) => `theme-${at + 1}`));
  const sizes = themes.map((theme) => theme.members.length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  for (const theme of themes) {
    expect(theme.centrality).toHaveLength(theme.members.length);
    expect(theme.centrality).toEqual(theme.centrality.toSorted((a, b) => b - a));
    for (const value of [...theme.centrality, theme.severity]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  }
});

test('names have two to six words, in phrases that stand in a ticket of the theme, and are unique', () => {
  const { tickets } = madeTickets(240);
  const { themes } = analyseTickets(tickets, OPTIONS);
  expect(new Set(themes.map((theme) => theme.name)).size).toBe(themes.length);
  for (const theme of themes) {
    const words = theme.name.split(' ').length;
    expect(words).toBeGreaterThanOrEqual(2);
    expect(words).toBeLessThanOrEqual(6);
    for (const phrase of theme.name.split(' and ')) {
      expect(theme.members.some((ticket) => tickets[ticket]!.text.toLowerCase().includes(phrase))).toBe(true);
    }
  }
});

test('a company that every ticket of a theme mentions does not get into its name', () => {
  const texts = Array.from({ length: 60 }, (_, at) =>
    at % 2 === 0
      ? `Yesterday Acme Lending charged a late payment fee again, the late payment fee number ${at}. I called Acme Lending about it.`
      : `My laptop screen flickers and the screen driver crashed after update ${at}. I asked Globex Computing about the screen driver.`,
  );
  const names = themesOf(texts).themes.flatMap((theme) => [theme.name, ...theme.keywords]);
  expect(names.join(' | ')).not.toMatch(/acme|lending|globex|computing/u);
});

test('a name the caller wants avoided is not given', () => {
  const { tickets } = madeTickets(240);
  const before = analyseTickets(tickets, OPTIONS).themes.map((theme) => theme.name);
  const avoided = before[0]!.split(' and ')[0]!;
  const after = analyseTickets(tickets, { ...OPTIONS, namesToAvoid: [avoided.toUpperCase()] }).themes;
  expect(after.flatMap((theme) => [theme.name, ...theme.keywords]).join(' | ')).not.toContain(avoided);
});

test('headings in title case are named like plain text, not mistaken for proper names', () => {
  const kinds = ['Broken Street Light', 'Noise From Construction Site', 'Missed Garbage Collection'];
  const texts = Array.from({ length: 120 }, (_, at) => `${kinds[at % 3]!}. Report ${'ABCDEFGHIJ'[at % 10]!}`);
  const names = themesOf(texts).themes.map((theme) => theme.name);
  expect(names).toHaveLength(3);
  for (const name of names) expect(name).toMatch(/street|construction|garbage/u);
});

test('a letter that many copied does not name a theme by its odd phrases', () => {
  const { tickets } = madeTickets(200);
  const letter =
    'By virtue of the unbroken covenant of kin I demand redress for the late payment fee on my credit card, copy';
  const copies = Array.from({ length: 30 }, (_, at) => ({
    text: `${letter} ${'abcdefghijklmnopqrstuvwxyzäöü'.charAt(at)}${at}.`,
  }));
  const names = analyseTickets([...tickets, ...copies], OPTIONS).themes.map((theme) => theme.name);
  expect(names.join(' | ')).not.toMatch(/covenant|virtue/u);
});

test('redaction marks never stand in names or keywords', () => {
  const { tickets } = madeTickets(120);
  const marked = tickets.map((ticket) => `XXXX XXXX ${ticket.text} XX/XX/2019 {$100.00} XXXX`);
  const words = analyseTickets(
    marked.map((text) => ({ text })),
    OPTIONS,
  ).themes.flatMap((theme) => [theme.name, ...theme.keywords]);
  for (const word of words) expect(word).not.toMatch(/xx|[{}$\d]/u);
});

test('no tickets, one ticket, three tickets and copies of one ticket are all analysed', () => {
  expect(themesOf([])).toMatchObject({ readings: [], themes: [], unthemed: [] });
  expect(themesOf(['The printer on the second floor is broken.']).themes).toMatchObject([{ members: [0] }]);
  const three = themesOf(['printer paper jam again', 'the printer has a paper jam', 'my salary was not paid in May']);
  expect(three.themes.map((theme) => theme.members.toSorted((a, b) => a - b))).toEqual([[0, 1], [2]]);
  const copies = themesOf(Array.from({ length: 500 }, () => 'The late fee on my credit card is wrong.'));
  expect(copies.themes).toHaveLength(1);
  expect(copies.themes[0]!.members).toHaveLength(500);
});

test('only empty tickets give no theme', () => {
  const analysis = themesOf(['', ' ', '\n', '...', '123']);
  expect(analysis.themes).toEqual([]);
  expect(analysis.unthemed).toEqual([0, 1, 2, 3, 4]);
});

test('tickets in other languages are grouped and named from their own words', () => {
  const texts = Array.from({ length: 60 }, (_, at) =>
    at % 2 === 0
      ? `Die Rechnung ${at} wurde doppelt abgebucht und die Erstattung fehlt.`
      : `El paquete ${at} llegó roto y el repartidor no contesta llamadas.`,
  );
  const { themes } = themesOf(texts);
  everyTicketOnce(60, themesOf(texts));
  for (const theme of themes) {
    expect(new Set(theme.members.map((ticket) => ticket % 2)).size).toBe(1);
    expect(theme.name.split(' ').length).toBeGreaterThanOrEqual(2);
    expect(texts[theme.members[0]!]!.toLowerCase()).toContain(theme.name.split(' ')[0]);
  }
  expect(themesOf(['我的银行账户被盗了', '我的银行账户被冻结', '包裹没有送到']).themes.length).toBeGreaterThan(0);
});

test('more texts than the consensus sample are all placed', () => {
  const { tickets, subjects } = madeTickets(2_600);
  const analysis = analyseTickets(tickets, OPTIONS);
  everyTicketOnce(2_600, analysis);
  const strays = analysis.themes.flatMap((theme) => {
    const own = theme.members.map((ticket) => subjects[ticket]!);
    const main = own.toSorted(
      (a, b) => own.filter((one) => one === b).length - own.filter((one) => one === a).length,
    )[0];
    return own.filter((subject) => subject !== main);
  });
  expect(strays.length).toBeLessThan(26);
});

test('maxThemes is never exceeded', () => {
  const { tickets } = madeTickets(240);
  for (const maxThemes of [1, 2, 5]) {
    expect(analyseTickets(tickets, { seed: 1, maxThemes }).themes.length).toBeLessThanOrEqual(maxThemes);
    expect(analyseTickets(tickets.slice(0, 20), { seed: 1, maxThemes }).themes.length).toBeLessThanOrEqual(maxThemes);
  }
});

test('reading in chunks and grouping later gives what one go gives', () => {
  const { tickets } = madeTickets(120);
  const chunks: TicketText[][] = [tickets.slice(0, 50), tickets.slice(50)];
  const readings = chunks.flatMap((chunk) => readTickets(chunk));
  const kept = JSON.parse(JSON.stringify(readings)) as typeof readings;
  const { readings: whole, ...inOneGo } = analyseTickets(tickets, OPTIONS);
  expect(kept).toEqual(whole);
  expect(groupTickets(tickets, kept, OPTIONS)).toEqual(inOneGo);
});

test('no clock and no shared randomness are asked', () => {
  const { random } = Math;
  const { now } = Date;
  Math.random = () => {
    throw new Error('Math.random was called');
  };
  Date.now = () => {
    throw new Error('Date.now was called');
  };
  try {
    expect(analyseTickets(madeTickets(60).tickets, OPTIONS).themes.length).toBeGreaterThan(0);
  } finally {
    Math.random = random;
    Date.now = now;
  }
});

test('progress reaches the total of each phase', () => {
  const last = new Map<string, string>();
  analyseTickets(madeTickets(60).tickets, {
    ...OPTIONS,
    onProgress: (done, total, phase) => last.set(phase, `${done}/${total}`),
  });
  expect(last.get('reading')).toBe('60/60');
  expect(last.get('grouping')).toBe('60/60');
  const [done, total] = last.get('naming')!.split('/');
  expect(done).toBe(total);
});

test('quotes are exact pieces of different tickets of the theme, never twice the same', () => {
  const { tickets } = madeTickets(240);
  const { themes, readings } = analyseTickets(tickets, OPTIONS);
  for (const theme of themes) {
    const quotes = pickQuotes(theme, tickets, readings, 3);
    expect(quotes.length).toBeGreaterThanOrEqual(2);
    expect(quotes.length).toBeLessThanOrEqual(3);
    for (const quote of quotes) {
      expect(theme.members).toContain(quote.ticket);
      expect(tickets[quote.ticket]!.text.slice(quote.start, quote.end)).toBe(quote.text);
    }
    expect(new Set(quotes.map((quote) => quote.ticket)).size).toBe(quotes.length);
    expect(new Set(quotes.map((quote) => quote.text)).size).toBe(quotes.length);
  }
});

test('copies of one letter are quoted once', () => {
  const tickets = Array.from({ length: 30 }, () => ({
    text: 'The late fee on my credit card statement is plainly wrong.',
  }));
  const { themes, readings } = analyseTickets(tickets, OPTIONS);
  expect(pickQuotes(themes[0]!, tickets, readings, 3)).toHaveLength(1);
});

test('a theme about fraud and threats is more severe than one about opening hours', () => {
  const texts = Array.from({ length: 40 }, (_, at) =>
    at % 2 === 0
      ? `Thieves stole my card, this fraud is terrible, they threatened me with a lawsuit ${at}. I am suffering badly.`
      : `Could you tell me the opening hours of the nice library on Sunday, visitor ${at}? Thank you kindly.`,
  );
  const { themes } = themesOf(texts);
  const severityOf = (parity: number) => themes.find((theme) => theme.members[0]! % 2 === parity)!.severity;
  expect(severityOf(0)).toBeGreaterThan(severityOf(1) + 0.2);
});

test('the seeded stream depends on its seed alone and stays within [0, 1)', () => {
  const first = seededRandom(42);
  const again = seededRandom(42);
  const other = seededRandom(43);
  const numbers = Array.from({ length: 1_000 }, () => first());
  expect(Array.from({ length: 1_000 }, () => again())).toEqual(numbers);
  expect(Array.from({ length: 1_000 }, () => other())).not.toEqual(numbers);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / 1_000;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
});

test.each([1, 2, 3, 7])(
  'what a theme of real complaints is called is said by two of its tickets or more (seed %i)',
  (seed) => {
    const file = readFileSync(new URL('../../../fixtures/complaints-300.csv', import.meta.url), 'utf8');
    const rows = Papa.parse<Record<string, string>>(file, { header: true, skipEmptyLines: true }).data;
    const complaints = rows.map((row) => ({ text: row['Consumer complaint narrative'] ?? '' }));
    const found = analyseTickets(complaints, { seed, maxThemes: 20 }).themes.filter(
      ({ members }) => members.length >= 12,
    );
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
    const rare = found.filter(({ name, members }) => {
      const texts = members.map((member) => complaints[member]?.text.toLowerCase() ?? '');
      const said = (phrase: string): boolean => texts.filter((text) => text.includes(phrase)).length >= 2;
      return !said(name) && !name.split(' and ').some(said);
    });
    expect(rare.map(({ name }) => name)).toEqual([]);
    for (const { name } of found) expect(name.split(' ').length).toBeLessThanOrEqual(6);
  },
);
