import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { scriptedId, scriptedResponse } from './responses.ts';
import type { Beat, ModelRequest, Reply } from './server.ts';

export interface ScriptedBackground {
  readonly answer: (request: ModelRequest) => Reply;
  /** Whether its stream can be listened to again. */
  isStreamable: boolean;
  /** Events that a listener is given before its stream is cut; null: all of them. */
  cutAfter: number | null;
  /** What a look finds. */
  status: 'queued' | 'in_progress' | 'completed' | 'cancelled' | 'lost';
}

/** A response that is worked on whether anybody listens or not: begun, listened to, looked at, cancelled, lost. */
export function scriptedBackground(events: readonly ResponseStreamEvent[]): ScriptedBackground {
  const path = `/v1/responses/${scriptedId}`;
  const state: ScriptedBackground = {
    isStreamable: true,
    cutAfter: null,
    status: 'in_progress',
    answer({ route, query }) {
      if (route === 'POST /v1/responses') return { kind: 'stream', beats: events.slice(0, 1) };
      if (state.status === 'lost') return { kind: 'error', status: 404, error: { message: 'No such response' } };
      if (route === `POST ${path}/cancel`) {
        state.status = 'cancelled';
        return { kind: 'json', body: scriptedResponse({ status: 'cancelled' }) };
      }
      if (route !== `GET ${path}`) return { kind: 'error', status: 405, error: { message: route } };
      if (query.get('stream') !== 'true') return { kind: 'json', body: found() };
      if (!state.isStreamable)
        return { kind: 'error', status: 400, error: { message: 'It was not begun as a stream' } };
      const after = Number(query.get('starting_after') ?? -1);
      const rest = events.filter(({ sequence_number }) => sequence_number > after);
      const beats: Beat[] = state.cutAfter === null ? [...rest] : [...rest.slice(0, state.cutAfter), { cut: true }];
      state.cutAfter = null;
      return { kind: 'stream', beats };
    },
  };
  return state;

  function found(): ReturnType<typeof scriptedResponse> {
    const last = events.at(-1);
    if (state.status === 'completed' && last?.type === 'response.completed') return last.response;
    return scriptedResponse({ status: state.status === 'queued' ? 'queued' : 'in_progress' });
  }
}
