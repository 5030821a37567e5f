import { expect, test } from 'vitest';
import { readTicket, readTickets } from '../../../../electron/runtime/agents/ticket-review/language/reader.ts';
import { blankRedactions, hasRedaction } from '../../../../electron/runtime/agents/ticket-review/language/redaction.ts';
import {
  ANALYSED_CHARACTERS,
  termsOf,
  wordsOf,
} from '../../../../electron/runtime/agents/ticket-review/language/words.ts';

const COMPLAINT =
  'I found late payments on my credit report. They called me five times on Dec 12th about $45!\nThis is terrible fraud by Wells Fargo.';

test('sentence bounds cut the original text exactly at its sentences', () => {
  const { sentences } = readTicket(COMPLAINT);
  expect(sentences.map(({ start, end }) => COMPLAINT.slice(start, end))).toEqual([
    'I found late payments on my credit report.',
    'They called me five times on Dec 12th about $45!',
    'This is terrible fraud by Wells Fargo.',
  ]);
});

test('sentence bounds stay exact after emoji, tabs and repeated spaces', () => {
  const text = '😀  First   line here.\t\tSecond 🚒 line  there. ';
  for (const { start, end } of readTicket(text).sentences) {
    expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
    expect(text.slice(start, end)).toMatch(/\.$/u);
  }
});

test('phrases stand in the text word for word', () => {
  const { phrases } = readTicket(COMPLAINT);
  expect(phrases).toContain('late payments on my credit report');
  for (const phrase of phrases) expect(COMPLAINT.toLowerCase()).toContain(phrase);
});

test('phrases hold no redaction marks, amounts or numbers', () => {
  const { phrases } = readTicket(
    'The XXXX account balance of {$100.00} and the XX/XX/2019 late fee on account 12345 remain.',
  );
  expect(phrases.length).toBeGreaterThan(0);
  for (const phrase of phrases) expect(phrase).toMatch(/^[a-z'’ -]+$/u);
  expect(phrases.join(' ')).not.toContain('xx');
});

test('entities are exact pieces of the text and name what they are', () => {
  const { entities } = readTicket(COMPLAINT);
  for (const entity of entities) expect(COMPLAINT).toContain(entity.text);
  expect(entities).toContainEqual({ type: 'MONEY', text: '$45' });
  expect(entities).toContainEqual({ type: 'DATE', text: 'Dec 12th' });
  expect(entities).toContainEqual({ type: 'NAME', text: 'Wells Fargo' });
});

test('an angry ticket reads more negative than a thankful one', () => {
  const angry = readTicket('This is terrible, awful fraud and I hate it.').sentiment;
  const thankful = readTicket('Thank you, the great and helpful team solved it, I am happy.').sentiment;
  expect(angry).toBeLessThan(0);
  expect(thankful).toBeGreaterThan(0);
  expect(angry).toBeGreaterThanOrEqual(-1);
  expect(thankful).toBeLessThanOrEqual(1);
});

test('empty and blank tickets read as nothing', () => {
  for (const text of ['', '   ', '\n\t']) {
    expect(readTicket(text)).toEqual({ phrases: [], entities: [], sentiment: 0, sentences: [], words: 0 });
  }
});

test('a ticket in capitals is read like the same ticket in small letters', () => {
  const small = readTicket('they reported late payments on my credit report again and again');
  expect(readTicket('THEY REPORTED LATE PAYMENTS ON MY CREDIT REPORT AGAIN AND AGAIN').phrases).toEqual(small.phrases);
});

test('only the opening of a huge text is read, and no surrogate pair is cut', () => {
  const huge = readTicket('word '.repeat(4_000_000));
  expect(huge.words).toBeLessThanOrEqual(ANALYSED_CHARACTERS / 5);
  const pairs = `${'a'.repeat(ANALYSED_CHARACTERS - 1)}😀 tail`;
  expect(readTicket(pairs).words).toBe(1);
});

test('readings survive JSON and chunks read as the single tickets do', () => {
  const texts = [COMPLAINT, '', 'Printer on the second floor is out of toner again.'];
  const chunk = readTickets(texts.map((text) => ({ text })));
  expect(chunk).toEqual(texts.map((text) => readTicket(text)));
  expect(JSON.parse(JSON.stringify(chunk))).toEqual(chunk);
});

test('other languages, lone surrogates and odd bytes do not stop the reader', () => {
  for (const text of [
    '你好世界。我的银行账户被盗了。',
    'Die Rechnung wurde doppelt abgebucht!',
    '\uD800 broken',
    '\u0000\u0007',
    '🙂🙂🙂',
    'x',
  ]) {
    const reading = readTicket(text);
    for (const { end } of reading.sentences) expect(end).toBeLessThanOrEqual(text.length);
  }
});

test('redaction marks are found in every published form and blanked without moving the text', () => {
  for (const mark of ['XXXX', 'XX/XX/2019', '{$100.00}', '999XX', '****', '[REDACTED]']) {
    const text = `before ${mark} after`;
    expect(hasRedaction(text)).toBe(true);
    expect(blankRedactions(text)).toBe(`before ${' '.repeat(mark.length)} after`);
  }
  expect(hasRedaction('Exxon maxxed a taxi')).toBe(false);
});

test('a long run without spaces costs no more than its length', () => {
  expect(hasRedaction('1'.repeat(24_000))).toBe(false);
  expect(blankRedactions('{'.repeat(24_000)).length).toBe(24_000);
});

test('terms are stems of words without stop words, numbers and marks', () => {
  expect(termsOf('The payments of {$5.00} were reported in XXXX 2019')).toEqual(['payment', 'report']);
  expect(wordsOf("I don't know")).toEqual(['dont', 'know']);
});
