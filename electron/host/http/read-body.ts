import type { IncomingMessage } from 'node:http';

/** The two requests that carry a body carry one token. */
const bodyCapBytes = 4096;

/** The body of a small request of exactly this media type; undefined when it is another, or too large, or cut off. */
export async function readBody(request: IncomingMessage, mediaType: string): Promise<string | undefined> {
  const stated = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (stated !== mediaType) return undefined;
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > bodyCapBytes) return undefined;
      parts.push(part);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(parts).toString();
}
