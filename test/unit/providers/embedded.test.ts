import { expect, test } from 'vitest';
import { generateRequestSchema, type ModelEvent } from '../../../shared/domain/model-call.ts';
import type { AssistantAnswer } from '../../../shared/domain/assistant.ts';
import { createEmbedded } from '../../../electron/runtime/providers/embedded/embedded.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

const answer: AssistantAnswer = {
  answerId: 'a-1',
  question: 'Why?',
  text: 'Because [1].',
  citations: [{ kind: 'run', id: 'r-1', label: 'Run 1', atMs: 5 }],
  confidence: 0.9,
  choices: ['This one'],
  action: { method: 'run.retry', input: { runId: 'r-1' }, label: 'Retry Run 1' },
  engine: 'embedded',
  lane: 'interactive',
  tookMs: 1,
  atMs: 7,
};
const request = generateRequestSchema.parse({
  purpose: 'chat',
  instructions: '',
  items: [
    { kind: 'message', role: 'user', text: 'Before' },
    { kind: 'message', role: 'assistant', text: 'Yes?' },
    { kind: 'message', role: 'user', text: ' Why? ' },
  ],
});

test('the last message of the person is what is asked, as that person, and costs nothing', async () => {
  const asked: unknown[] = [];
  const heard: ModelEvent[] = [];
  const embedded = createEmbedded({
    clock: createFakeClock(),
    heavy: { ask: async (...call) => (asked.push(call), answer) },
  });
  const result = await embedded.generate(request, {
    signal: new AbortController().signal,
    onEvent: (event) => heard.push(event),
    as: 'ada',
    about: { kind: 'run', id: 'r-1' },
  });
  expect(asked).toStrictEqual([['assistant.ask', { question: 'Why?', about: { kind: 'run', id: 'r-1' }, as: 'ada' }]]);
  expect(result).toMatchObject({
    status: 'completed',
    text: 'Because [1].',
    sources: answer.citations,
    choices: answer.choices,
    action: answer.action,
    money: null,
    usage: { inputTokens: 0, outputTokens: 0 },
    endpointId: 'embedded',
  });
  expect(heard.map(({ kind }) => kind)).toStrictEqual(['began', 'text']);
});

test('a stopped question is given up at once, whatever the reader does', async () => {
  const stop = new AbortController();
  const embedded = createEmbedded({ clock: createFakeClock(), heavy: { ask: () => new Promise(() => {}) } });
  const asked = embedded.generate(request, { signal: stop.signal, onEvent: () => {}, as: null });
  stop.abort();
  await expect(asked).rejects.toMatchObject({ code: 'model-stopped', endpointId: 'embedded' });
});

test('without words of a person there is nothing to answer', async () => {
  const embedded = createEmbedded({ clock: createFakeClock(), heavy: { ask: async () => answer } });
  const call = { signal: new AbortController().signal, onEvent: () => {}, as: null };
  await expect(embedded.generate({ ...request, items: [] }, call)).rejects.toMatchObject({
    code: 'model-refused-request',
    terms: { again: 'useless', charge: 'nothing' },
  });
});
