import { createHash } from 'node:crypto';
import type { Json } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { FileClient } from './file-client.ts';

/** Longer results are kept as files and named in the journal by their hash. */
const inlineChars = 64 * 1024;
const spilledStart = '{"$spilled":';

interface Spilled {
  readonly $spilled: string;
}

/** The journal's text of a value; a value JSON cannot carry unchanged is an error that names the step. */
export async function toText(value: unknown, name: string, files: FileClient): Promise<string> {
  const text = value === undefined ? 'null' : JSON.stringify(value);
  if (text === undefined)
    throw new AgentError(
      'not-json',
      `${name} gave a ${typeof value}, which JSON cannot carry.`,
      'Return plain values: objects, arrays, strings, numbers, booleans, null.',
    );
  // What only looks like a spilled value is spilled, so that it is read back as it was.
  if (text.length <= inlineChars && !text.startsWith(spilledStart)) return text;
  const kept = await files.write(new TextEncoder().encode(text));
  return JSON.stringify({ $spilled: kept.sha256 } satisfies Spilled);
}

/** JSON text from elsewhere, so that it is read as it is: a value of its form names no file of this workspace. */
export function plainText(text: string): string {
  return text.startsWith(spilledStart) ? ` ${text}` : text;
}

export async function fromText(text: string, files: FileClient): Promise<Json> {
  const sha256 = spilledIn(text);
  if (sha256 === null) return JSON.parse(text) as Json;
  return JSON.parse(new TextDecoder().decode(await files.readAll(sha256))) as Json;
}

/** The hash of the file a journal's text names in its place; null: it is the value itself. */
export function spilledIn(text: string): string | null {
  return text.startsWith(spilledStart) ? (JSON.parse(text) as Spilled).$spilled : null;
}

/** What an entry's arguments are compared by on replay. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
