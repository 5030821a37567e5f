import type { ModelEvent } from '../../../shared/domain/model-call.ts';
import type { TurnDelta } from '../../../shared/domain/turn-delta.ts';
import type { CallPlace } from '../hosts/models-protocol.ts';

/** Hears one model call: tells each event at once, and keeps what was said for whoever stops it. */
export interface Heard {
  readonly onEvent: (event: ModelEvent) => void;
  /** Null: it has said nothing yet. */
  soFar(): {
    readonly text: string;
    readonly endpointId: string;
    readonly model: string;
    readonly tookMs: number;
  } | null;
}

/** Of an answer that is stopped, the most that is kept. */
const mostKept = 1024 * 1024;

export function listenTo({ runId, path, attempt }: CallPlace, tell: (delta: TurnDelta) => void): Heard {
  const began = performance.now();
  let by: { readonly endpointId: string; readonly model: string } | null = null;
  let text = '';
  let seq = 0;

  function onEvent(event: ModelEvent): void {
    if (event.kind === 'unknown') return;
    seq += 1;
    if (event.kind === 'began') {
      by = { endpointId: event.endpointId, model: event.model };
      // Another endpoint of the chain begins anew.
      text = '';
    }
    if (event.kind === 'text' && text.length < mostKept) text += event.delta;
    tell({
      runId,
      path,
      attempt,
      seq,
      upTo: seq,
      endpointId: by?.endpointId ?? null,
      model: by?.model ?? null,
      text: event.kind === 'text' ? event.delta : '',
      reasoning: event.kind === 'reasoning' ? event.delta : '',
      refusal: event.kind === 'refusal' ? event.delta : '',
      calls: event.kind === 'call' ? [{ callId: event.callId, name: event.name, delta: event.delta }] : [],
    });
  }

  return {
    onEvent,
    soFar: () => (by === null || text === '' ? null : { ...by, text, tookMs: Math.round(performance.now() - began) }),
  };
}
