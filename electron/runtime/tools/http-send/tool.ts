import { egressOf, type Egress } from '../../../../shared/domain/egress.ts';
import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import type { Preparation, ProbeVerdict, Tool, ToolContext, ToolOutcome } from '../contract.ts';
import { crashPoint } from '../../faults/crash-point.ts';
import { parameterCheck } from '../parameters.ts';
import { changedPreconditions } from '../preconditions.ts';
import { outcomeOf, snippetOf } from './answer.ts';
import { systemResolve, type Resolve } from './checked-address.ts';
import { exchange, httpTimeouts, lookTimeouts, type HttpAnswer, type HttpTimeouts } from './exchange.ts';
import { httpSendFacts } from './facts.ts';
import type { HttpParams } from './facts.ts';

/** A larger request is not one that a person reads before deciding. */
const mostBodyBytes = 1_048_576;
/** A server may go on with what it was sent after its connection is gone; for so long, not to know a key says nothing. */
const atWorkMs = 60_000;
/** Of a body this much stands among the changes; all of it stands in the action. */
const mostShownChars = 20_000;

/** `http.send`: requests to the origins the operator listed, and to nowhere else. */
export function createHttpSend(
  resolve: Resolve = systemResolve,
  timeouts: { readonly send: HttpTimeouts; readonly look: HttpTimeouts } = { send: httpTimeouts, look: lookTimeouts },
): Tool {
  const sending = { resolve, timeouts: timeouts.send };
  const looking = { resolve, timeouts: timeouts.look };
  return { ...httpSendFacts, prepare, execute, probe };

  async function prepare(target: string, params: JsonObject, context: ToolContext): Promise<Preparation> {
    const planned = requestOf(params, context);
    if (!planned.ok) return planned;
    const { asked, entry } = planned;
    // Policies compare the target, and the card names the URL: they are never two.
    if (target !== asked.url)
      return {
        ok: false,
        code: 'target-differs',
        reason: `The target of a request is its URL, ${asked.url}; the agent named something else.`,
      };
    if (asked.method === 'POST') return preparationOf(asked, entry, { state: 'not read' });
    const read = await stateOf(asked, entry, context);
    return read.ok ? preparationOf(asked, entry, read.found) : read;
  }

  async function execute(envelope: Envelope, key: string, context: ToolContext): Promise<ToolOutcome> {
    const planned = requestOf(envelope.params, context);
    if (!planned.ok) return { outcome: 'not-applied', reason: `${planned.reason} Nothing was sent.` };
    const { asked, entry, authorization } = planned;
    const approved = envelope.preconditions;
    const changed = changedPreconditions(pick(approved, listed), rulesOf(entry));
    if (changed.length > 0 || envelope.target !== asked.url)
      return {
        outcome: 'not-applied',
        reason: `How ${entry.origin} is listed changed since this was approved (${changed.join(', ')}). Nothing was sent.`,
      };
    const answer = await exchange(
      {
        method: asked.method,
        url: asked.url,
        headers: {
          accept: 'application/json, */*;q=0.5',
          'idempotency-key': key,
          ...conditionOf(approved),
          ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...authorization,
        },
        ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
      },
      entry,
      sending,
    );
    crashPoint('tool.after-accept');
    return outcomeOf(answer, { ...asked, isRepeat: context.isRepeat === true, secrets: Object.values(authorization) });
  }

  /** Asks the server for the key, where the operator says that it answers for one. */
  async function probe(envelope: Envelope, key: string, context: ToolContext): Promise<ProbeVerdict> {
    const planned = requestOf(envelope.params, context);
    if (!planned.ok) return { verdict: 'cannot-tell', reason: planned.reason };
    const { asked, entry, authorization } = planned;
    if (entry.askPath === null) return { verdict: 'cannot-tell', reason: `${entry.origin} answers for no key.` };
    const url = `${entry.origin}${entry.askPath.replaceAll('{key}', key)}`;
    const headers = { accept: 'application/json, */*;q=0.5', 'idempotency-key': key, ...authorization };
    const answer = await exchange({ method: 'GET', url, headers }, entry, sending);
    if (answer.state !== 'answered')
      return {
        verdict: 'cannot-tell',
        reason: `${entry.origin} was asked for the key and said nothing: ${answer.reason}.`,
      };
    if (answer.status === 404 && context.nowMs - (context.sentAtMs ?? 0) < atWorkMs)
      return {
        verdict: 'cannot-tell',
        reason: `${entry.origin} knows nothing of the key, and may still be at work on what was sent.`,
      };
    if (answer.status === 404) return { verdict: 'not-applied' };
    if (answer.status < 200 || answer.status > 299)
      return { verdict: 'cannot-tell', reason: `${entry.origin} was asked for the key and answered ${answer.status}.` };
    return {
      verdict: 'applied',
      summary: `${asked.method} ${asked.url} was carried out, as ${entry.origin} says`,
      detail: { status: answer.status, answer: snippetOf(answer.text, Object.values(authorization)) },
    };
  }

  /** What is at the URL now: a HEAD, or a GET where the server knows none. */
  async function stateOf(
    { url }: HttpParams,
    entry: Egress,
    context: ToolContext,
  ): Promise<{ readonly ok: true; readonly found: Found } | Unprepared> {
    const headers = { accept: 'application/json, */*;q=0.5', ...authorizationOf(entry, context) };
    let answer: HttpAnswer | null = null;
    for (const method of ['HEAD', 'GET']) {
      answer = await exchange({ method, url, headers }, entry, looking);
      if (answer.state !== 'answered')
        return refused('target-unreachable', `${url} could not be looked at: ${answer.reason}.`);
      if (answer.status !== 405 && answer.status !== 501) break;
    }
    const { status, headers: said } = answer as Extract<HttpAnswer, { state: 'answered' }>;
    if (status === 404 || status === 410) return { ok: true, found: { state: 'absent' } };
    if (status >= 300 && status <= 399)
      return refused(
        'target-moved',
        `${url} leads elsewhere (${status}), and redirects are not followed. Give the URL it leads to.`,
      );
    if (status < 200 || status > 299)
      return refused('target-unreadable', `${url} could not be looked at: the server answered ${status}.`);
    const etag = said['etag'] ?? null;
    // A weak tag says that two states are alike, which is no ground to write on (RFC 9110, 13.1.1).
    return { ok: true, found: { state: 'there', etag: etag === null || etag.startsWith('W/') ? null : etag } };
  }
}

const checkParams = parameterCheck<HttpParams>(httpSendFacts.schema);

type Unprepared = Extract<Preparation, { ok: false }>;
type Found =
  | { readonly state: 'not read' }
  | { readonly state: 'absent' }
  | { readonly state: 'there'; readonly etag: string | null };

interface Planned {
  readonly ok: true;
  readonly asked: HttpParams;
  readonly entry: Egress;
  readonly authorization: Readonly<Record<string, string>>;
}

/** The request these parameters stand for, if it may be sent under the operator's settings. */
function requestOf(params: unknown, context: ToolContext): Planned | (Unprepared & { readonly code: string }) {
  const checked = checkParams(params);
  if (!checked.ok) return checked;
  const asked = checked.value;
  const url = URL.canParse(asked.url) ? new URL(asked.url) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return refused('url-invalid', 'The URL is not one of http or https.');
  if (url.username !== '' || url.password !== '')
    return refused('url-invalid', 'The URL names a user; what a server is told of who asks is kept as a secret.');
  // What is shown is what is sent: no second way of writing the same URL.
  if (url.hash !== '' || url.href !== asked.url)
    return refused(
      'url-not-canonical',
      'The URL is not written as it is sent; write it in its parsed form, without a fragment.',
    );
  const entry = egressOf(context.settings.egress, asked.url);
  if (entry === null)
    return refused('egress-denied', `${url.origin} is not on the list of places that actions may be sent to.`);
  const size = asked.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(asked.body));
  if (size > mostBodyBytes)
    return refused('body-too-large', `The body takes ${size} bytes; ${mostBodyBytes} is the limit.`);
  if (entry.authorizationRef !== null && context.secrets[entry.authorizationRef] === undefined)
    return refused(
      'secret-missing',
      `The secret "${entry.authorizationRef}" for ${entry.origin} is not kept here; set it with "lanekeeper secrets set".`,
    );
  return { ok: true, asked, entry, authorization: authorizationOf(entry, context) };
}

function authorizationOf({ authorizationRef }: Egress, { secrets }: ToolContext): Readonly<Record<string, string>> {
  const value = authorizationRef === null ? undefined : secrets[authorizationRef];
  return value === undefined ? {} : { authorization: value };
}

/** What the approval is bound to: the same request under other rules, or on another state, is another action. */
function preparationOf(asked: HttpParams, entry: Egress, found: Found): Preparation {
  const etag = found.state === 'there' ? found.etag : null;
  const isCreated = found.state === 'absent' && asked.method === 'PUT';
  const there = { 'not read': 'not read', absent: 'nothing', there: etag ?? 'something the server has no tag for' };
  return {
    ok: true,
    preconditions: { ...rulesOf(entry), state: found.state, etag },
    conditionalWrite: etag !== null || isCreated,
    diff: [
      { field: 'State', before: there[found.state], after: conditionWords(etag, isCreated) },
      { field: 'Request', before: null, after: `${asked.method} ${asked.url}` },
      ...(asked.body === undefined ? [] : [{ field: 'Body', before: null, after: shownBody(asked.body) }]),
    ],
  };
}

function shownBody(body: Json): string {
  const text = JSON.stringify(body, null, 2);
  if (text.length <= mostShownChars) return text;
  return `${text.slice(0, mostShownChars).toWellFormed()}… (${text.length} characters in all; the action holds the rest)`;
}

function conditionWords(etag: string | null, isCreated: boolean): string {
  if (etag !== null) return 'written only if it is still that one';
  return isCreated ? 'written only if there is still nothing' : 'written whatever is there';
}

const listed = ['origin', 'isPrivate', 'keyHours', 'askPath', 'authorizationRef'] as const;

/** With the name of the secret that it is sent under, though not its value: under another it is somebody else's request. */
function rulesOf({ origin, isPrivate, keyHours, askPath, authorizationRef }: Egress): JsonObject {
  return { origin, isPrivate, keyHours, askPath, authorizationRef };
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}

/** The condition the write is sent under, from the state that was approved. */
function conditionOf({ etag, state }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  if (typeof etag === 'string') return { 'if-match': etag };
  return state === 'absent' ? { 'if-none-match': '*' } : {};
}

function refused(code: string, reason: string): Unprepared & { readonly code: string } {
  return { ok: false, code, reason };
}
