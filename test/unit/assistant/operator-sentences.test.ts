import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRight, readingOf, type LabelledSentence } from './sentence-reading.ts';

const fixture = new URL('../../fixtures/assistant/operator-sentences.json', import.meta.url);
const { sentences } = JSON.parse(readFileSync(fixture, 'utf8')) as { sentences: readonly LabelledSentence[] };

const isInScope = ({ intent }: LabelledSentence): boolean => intent !== 'declined';
const ours = sentences.filter(({ isBlind }) => isBlind !== true);
const blind = sentences.filter(({ isBlind }) => isBlind === true);
const right = (list: readonly LabelledSentence[]): readonly LabelledSentence[] =>
  list.filter((sentence) => isRight(sentence, readingOf(sentence.text)));

test('every sentence of our own is read with the right intent and slots, or declined where it is out of scope', () => {
  expect(ours).toHaveLength(60);
  expect(ours.filter((one) => !right([one]).includes(one)).map((one) => [one, readingOf(one.text)])).toEqual([]);
});

/** What is true today, not what is aimed at: that is 39 of 46 (85 %), and all 14 declined. It only ever goes up. */
const floor = { inScope: 35, declined: 11 };

test('of the sentences written without sight of the code, no fewer are read right than were', () => {
  expect(blind).toHaveLength(60);
  expect(right(blind.filter(isInScope)).length).toBeGreaterThanOrEqual(floor.inScope);
  expect(right(blind.filter((one) => !isInScope(one))).length).toBeGreaterThanOrEqual(floor.declined);
});

test('no sentence out of scope is answered: it is declined, or at worst asked back about', () => {
  const answered = sentences
    .filter((one) => !isInScope(one))
    .map(({ text }) => readingOf(text).intent)
    .filter((intent) => intent !== 'declined' && intent !== 'ask-back');
  expect(answered).toEqual([]);
});

test('what changes nothing is never read as an order to change a run', () => {
  const changing = /^(?:cancel|retry|start)$/;
  const taken = sentences
    .filter(({ intent }) => !changing.test(intent))
    .map(({ text }) => readingOf(text).intent)
    .filter((intent) => changing.test(intent));
  expect(taken).toEqual([]);
});
