import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Protocol } from 'electron/main';
import {
  assetTypes,
  contentSecurityPolicy,
  guardHeaders,
  noncePlaceholder,
} from '../../shared/content-security-policy.ts';
import { appScheme } from './app-scheme.ts';
import { bundleFile } from './bundle-file.ts';

/** Answers the console's own scheme from the files under `root`, with a style nonce of its own for each page load. */
export function serveBundle(protocol: Protocol, root: string): void {
  protocol.handle(appScheme, ({ method, url }) => answer(root, method, url));
}

async function answer(root: string, method: string, url: string): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405);
  const file = bundleFile(root, url);
  const type = file === undefined ? undefined : assetTypes[extname(file)];
  if (file === undefined || type === undefined) return refusal(404);
  const body = await readFile(file).catch(() => undefined);
  if (body === undefined) return refusal(404);
  if (!type.startsWith('text/html')) return respond(new Uint8Array(body), type, contentSecurityPolicy());
  const nonce = randomBytes(18).toString('base64');
  return respond(body.toString().replaceAll(noncePlaceholder, nonce), type, contentSecurityPolicy(nonce));
}

function respond(body: string | Uint8Array<ArrayBuffer>, type: string, policy: string): Response {
  return new Response(body, {
    headers: { ...guardHeaders, 'content-type': type, 'content-security-policy': policy },
  });
}

function refusal(status: number): Response {
  return new Response(null, {
    status,
    headers: { ...guardHeaders, 'content-security-policy': contentSecurityPolicy() },
  });
}
