import { scriptedChat } from './chat.ts';
import { scriptedId, scriptedResponse, scriptedStream } from './responses.ts';
import type { ModelRequest, Reply } from './server.ts';

/** An endpoint that can do everything, and says what it is asked for. */
export function ableModel({ route, body }: ModelRequest): Reply {
  if (route === 'GET /v1/models')
    return {
      kind: 'json',
      body: { object: 'list', data: [{ id: 'scripted-1', object: 'model', created: 0, owned_by: 'us' }] },
    };
  if (route === `POST /v1/responses/${scriptedId}/cancel`)
    return { kind: 'json', body: scriptedResponse({ status: 'cancelled' }) };
  if (route !== 'POST /v1/responses') return { kind: 'error', status: 404 };
  const stream = scriptedStream();
  if (body['tools'] !== undefined)
    stream.call('c-1', 'look_up', '{"city":"Paris"}').call('c-2', 'look_up', '{"city":"Rome"}');
  else if (body['text'] !== undefined) stream.text('{"even":true}');
  else stream.reasoning('They want numbers.').text('One, two, ', 'three, four, five.');
  return { kind: 'stream', beats: stream.completed() };
}

/** One that knows chat completions alone, says nothing of tokens, and keeps to no schema. */
export function plainModel({ route }: ModelRequest): Reply {
  if (route !== 'POST /v1/chat/completions') return { kind: 'error', status: 404 };
  return { kind: 'stream', beats: scriptedChat([{ content: 'One to five.' }], { usage: null }) };
}
