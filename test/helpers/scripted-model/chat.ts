import type { ChatCompletionChunk } from 'openai/resources/chat/completions/completions';
import type { Beat } from './server.ts';

type Delta = ChatCompletionChunk.Choice.Delta;
type Finish = ChatCompletionChunk.Choice['finish_reason'];

/** The pieces of a chat completion: what is said, why it ended, what it used, and the mark at the end. */
export function scriptedChat(
  deltas: readonly Delta[],
  {
    finish = 'stop',
    usage = [90, 10],
  }: { readonly finish?: Finish; readonly usage?: readonly [number, number] | null } = {},
): Beat[] {
  const said = deltas.map((delta) => chunk({ choices: [{ index: 0, delta, finish_reason: null }] }));
  const end = finish === null ? [] : [chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] })];
  const used =
    usage === null
      ? []
      : [
          chunk({
            usage: {
              prompt_tokens: usage[0],
              completion_tokens: usage[1],
              total_tokens: usage[0] + usage[1],
            },
          }),
        ];
  return [...said, ...end, ...used, { raw: 'data: [DONE]\n\n' }];
}

function chunk(over: Partial<ChatCompletionChunk>): ChatCompletionChunk {
  return {
    id: 'chatcmpl_scripted',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'scripted-chat-1',
    choices: [],
    ...over,
  } satisfies ChatCompletionChunk;
}
