import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy, guardHeaders } from '../../../shared/content-security-policy.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { OneUseTokens } from '../session/one-use-tokens.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Answer, Assets } from './assets.ts';
import { headerValues, launchPath, whyRefused } from './request-guard.ts';
import type { AllowedAddresses } from './request-guard.ts';
import { readBody } from './read-body.ts';

/** The second secret's header, on every request that is not for a data-free file. */
export const secretHeader = 'x-lanekeeper-secret';

export interface RouteParts {
  readonly allowed: AllowedAddresses;
  readonly tokens: OneUseTokens;
  readonly sessions: Sessions;
  readonly assets: Assets;
  /** Cookies do not tell ports apart, so the name does. */
  readonly cookieName: string;
}

/**
 * Everything the host answers over HTTP:
 * `POST /launch`   the launch file's token -> the page, with a fresh token in the fragment
 * `POST /session`  a fragment's token -> cookie and second secret
 * `GET /session`   204 while the session lives      (needs both)
 * `DELETE /session` ends it                          (needs both)
 * `GET` of a file of the console                     (data-free)
 */
export async function answerRequest(
  parts: RouteParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? '';
  const path = pathOf(request);
  const refused = whyRefused({ method, path, rawHeaders: request.rawHeaders }, parts.allowed);
  const answer =
    refused === undefined ? await route(parts, { method, path, request }) : failure(403, 'refused', refused);
  // A body that nobody read would hold the connection open.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(answer.status, answer.headers);
  response.end(method === 'HEAD' ? undefined : answer.body);
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly request: IncomingMessage;
}

async function route(parts: RouteParts, asked: Asked): Promise<Answer> {
  const { method, path } = asked;
  if (path === launchPath) return method === 'POST' ? launch(parts, asked.request) : wrongMethod('POST');
  if (path === '/session') {
    if (method === 'POST') return openSession(parts, asked.request);
    if (method !== 'GET' && method !== 'DELETE') return wrongMethod('GET, POST, DELETE');
    return isKnown(parts, asked.request) ? settleSession(parts, asked) : unknownSession;
  }
  const asset = await parts.assets(path);
  if (asset === undefined) return failure(404, 'not-found', 'There is nothing at this address.');
  return method === 'GET' || method === 'HEAD' ? asset : wrongMethod('GET, HEAD');
}

async function launch({ tokens }: RouteParts, request: IncomingMessage): Promise<Answer> {
  const form = await readBody(request, 'application/x-www-form-urlencoded');
  const token = form === undefined ? null : new URLSearchParams(form).get('token');
  if (token === null || !tokens.take(token, 'launch'))
    return {
      ...failure(403, 'refused', usedUp),
      headers: { ...plainHeaders, 'content-type': 'text/plain; charset=utf-8' },
      body: `${usedUp}\nPress Enter in the terminal where Lanekeeper runs for a new one.\n`,
    };
  return { status: 303, headers: { ...plainHeaders, location: `/#t=${tokens.issue('session')}` }, body: '' };
}

async function openSession(parts: RouteParts, request: IncomingMessage): Promise<Answer> {
  const token = tokenOf(await readBody(request, 'application/json'));
  if (token === undefined || !parts.tokens.take(token, 'session')) return failure(403, 'refused', usedUp);
  const { cookie, secret } = parts.sessions.open(cookieOf(parts, request));
  const setCookie = `${parts.cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`;
  return json(200, { secret }, { 'set-cookie': setCookie });
}

function settleSession(parts: RouteParts, { method, request }: Asked): Answer {
  if (method === 'GET') return { status: 204, headers: plainHeaders, body: '' };
  parts.sessions.end(cookieOf(parts, request) ?? '');
  const setCookie = `${parts.cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
  return { status: 204, headers: { ...plainHeaders, 'set-cookie': setCookie }, body: '' };
}

function isKnown(parts: RouteParts, request: IncomingMessage): boolean {
  return parts.sessions.knows(cookieOf(parts, request), headerValues(request.rawHeaders, secretHeader)[0]);
}

/** The session cookie of a request, for the WebSocket as well. */
export function cookieOf(parts: Pick<RouteParts, 'cookieName'>, request: IncomingMessage): string | undefined {
  const wanted = `${parts.cookieName}=`;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length);
}

/** The path without its query; an address that is not a plain path matches no route. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

const usedUp = 'This link was used already, or is older than a minute.';
const plainHeaders = { ...guardHeaders, 'content-security-policy': contentSecurityPolicy() };
const unknownSession = failure(401, 'refused', 'This window has no session any more.');

function tokenOf(body: string | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    if (typeof value !== 'object' || value === null || !('token' in value)) return undefined;
    return typeof value.token === 'string' ? value.token : undefined;
  } catch {
    return undefined;
  }
}

function wrongMethod(allow: string): Answer {
  const answer = failure(405, 'unsupported', `Only ${allow} is answered here.`);
  return { ...answer, headers: { ...answer.headers, allow } };
}

function failure(status: number, code: ErrorCode, message: string): Answer {
  return json(status, { error: { code, message, hint: 'Open the console from the terminal where it runs.' } });
}

function json(status: number, value: object, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = JSON.stringify(value);
  return { status, headers: { ...plainHeaders, 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}
