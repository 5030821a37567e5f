import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import {
  assetTypes,
  contentSecurityPolicy,
  guardHeaders,
  noncePlaceholder,
} from '../../../shared/content-security-policy.ts';

/** One answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** Answers for the files of the console, which carry no data; undefined for any other path. */
export type Assets = (path: string) => Promise<Answer | undefined>;

/**
 * The files under `folder` as they are when the host starts. A path is looked up in the list of them and never joined
 * to a folder, so no path, however it is written, reaches another file.
 */
export function consoleAssets(folder: string): Assets {
  const files = new Map<string, { readonly file: string; readonly type: string }>();
  for (const { file, path } of filesUnder(folder)) {
    const type = assetTypes[extname(file)];
    if (type !== undefined) files.set(path, { file, type });
  }
  const page = files.get('/index.html');
  return async (path) => {
    const found = path === '/' ? page : files.get(path);
    if (found === undefined) return undefined;
    const body = await readFile(found.file);
    return found === page ? pageAnswer(body.toString()) : answer(found.type, body, contentSecurityPolicy());
  };
}

function filesUnder(folder: string): { file: string; path: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, path: file.slice(folder.length).replaceAll('\\', '/') }));
}

function pageAnswer(html: string): Answer {
  const nonce = randomBytes(18).toString('base64');
  return answer('text/html; charset=utf-8', html.replaceAll(noncePlaceholder, nonce), contentSecurityPolicy(nonce));
}

function answer(type: string, body: Buffer | string, policy: string): Answer {
  return { status: 200, headers: { ...guardHeaders, 'content-security-policy': policy, 'content-type': type }, body };
}
