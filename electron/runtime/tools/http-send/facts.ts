import { egressOf } from '../../../../shared/domain/egress.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import type { SettingsDependentFacts, ToolDescription, ToolFacts } from '../contract.ts';
import { printable } from '../printable.ts';

export type HttpMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What `http.send` is given: one request that changes something. The target of the action is the URL, word for word. */
export interface HttpParams {
  readonly method: HttpMethod;
  /** In the form a URL has once it is parsed, without credentials or fragment; its origin is on the egress list. */
  readonly url: string;
  /** Sent as JSON; absent: no body. */
  readonly body?: Json;
}

const hourMs = 60 * 60 * 1000;

export const httpSendFacts: ToolFacts = {
  id: 'http.send',
  version: '1',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['method', 'url'],
    properties: {
      method: { type: 'string', enum: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      url: { type: 'string', minLength: 8, maxLength: 2_000 },
      body: {},
    },
  },
  effectClass: 'consequential',
  external: true,
  // Where the server says which state the target is in, the write asks for just that state (If-Match).
  conditionalWrite: false,
  idempotency: { kind: 'none' },
  canProbe: false,
  canCompensate: false,
  underSettings: httpFactsUnder,
  secretNames: ({ egress }, { url }) => {
    const name = typeof url === 'string' ? egressOf(egress, url)?.authorizationRef : undefined;
    return typeof name === 'string' ? [name] : [];
  },
  // What a POST would add to is not looked at.
  looksOutside: ({ method }) => method !== 'POST',
  describe: describeSend,
};

/** A server that keeps keys does nothing twice, and one that answers for a key can be asked. What is deleted is gone. */
function httpFactsUnder({ egress }: Settings, { method, url }: JsonObject): Partial<SettingsDependentFacts> {
  const entry = typeof url === 'string' ? egressOf(egress, url) : null;
  const keyHours = entry?.keyHours ?? null;
  return {
    ...(method === 'DELETE' ? { effectClass: 'critical' } : {}),
    ...(keyHours === null ? {} : { idempotency: { kind: 'keyed', validForMs: keyHours * hourMs } }),
    leavesMachine: !isLoopback(entry?.origin ?? ''),
    canProbe: (entry?.askPath ?? null) !== null,
  };
}

function isLoopback(origin: string): boolean {
  return /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(origin);
}

function describeSend(target: string, { method, url }: JsonObject): ToolDescription {
  const at = printable(url, 200) || printable(target, 200);
  const host = URL.canParse(at) ? new URL(at).host : at;
  const isDelete = method === 'DELETE';
  return {
    verb: isDelete ? 'Delete' : 'Send',
    title: isDelete ? `Delete ${at}` : `Send 1 ${printable(method, 10)} to ${at}`,
    systems: [host],
    records: 1,
    people: 0,
    money: null,
  };
}
