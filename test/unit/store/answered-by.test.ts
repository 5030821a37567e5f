import { expect, test } from 'vitest';
import { answeredWords } from '../../../electron/runtime/store/read/answered-by.ts';

const call = (result: unknown, name = 'draft') => ({ name, result: result === null ? null : JSON.stringify(result) });

test('a card names the models that answered, each once, with the endpoint they answered at', () => {
  const one = call({ text: 'Hello', model: 'small-2', endpointId: 'local' });
  expect(answeredWords([one, one, call({ model: 'large-1' })], false)).toBe('small-2 at local, large-1');
});

test('a call whose result names no model is told by the agent’s own name for it', () => {
  const words = answeredWords([call({ attempt: 1 }), call('plain text', 'summary'), call(null)], false);
  expect(words).toBe('asked as “draft”, “summary”; which model answered was not recorded');
});

test('where no model was asked, the embedded engine is named where it does the work, and else nothing is', () => {
  expect(answeredWords([], true)).toBe('embedded language engine');
  expect(answeredWords([], false)).toBe('none was asked');
});
