import { readFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { keptText, keptTextsOf } from '../../../shared/domain/kept-text.ts';
import type { JsonObject } from '../../../shared/json.ts';

export type ReadBack =
  | { readonly ok: true; readonly params: JsonObject }
  | { readonly ok: false; readonly reason: string };

/** The parameters as the tool takes them: each text that is kept as a file read back, if it still has its hash (A4). */
export async function withKeptTexts(params: JsonObject, artifactFolder: string): Promise<ReadBack> {
  const texts = new Map<string, string>();
  for (const { path, sha256, bytes } of keptTextsOf(params)) {
    const file = join(artifactFolder, sha256.slice(0, 2), sha256);
    const content = await readFile(file).catch(() => null);
    if (content === null)
      return { ok: false, reason: `The file that ${path} is kept in is missing. Nothing was done.` };
    if (content.length !== bytes || hash('sha256', content, 'hex') !== sha256)
      return {
        ok: false,
        reason: `The file that ${path} is kept in is no longer what was decided on. Nothing was done.`,
      };
    texts.set(sha256, content.toString('utf8'));
  }
  return { ok: true, params: texts.size === 0 ? params : (readBack(params, texts) as JsonObject) };
}

function readBack(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const kept = keptText(value);
  if (kept !== null) return texts.get(kept.sha256);
  if (Array.isArray(value)) return value.map((item) => readBack(item, texts));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readBack(item, texts)]));
}
