import { frameCapBytes } from '../../../shared/ipc/frame-cap.ts';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import type { WireError } from '../../../shared/errors.ts';

/** A reply with this id answers no call: it says why the connection is about to be closed. */
export const connectionErrorId = -1;

export type DecodeFault = 'oversize' | 'not-json' | 'not-an-object';

/** Cuts a byte stream into newline-delimited frames. Give it chunks; it never holds more than one frame's cap. */
export interface LineReader {
  /** Complete lines of this chunk, without their newline; `fault` when a line outgrew the cap. */
  push(chunk: Buffer): { readonly lines: readonly Buffer[]; readonly fault?: 'oversize' };
}

/** A reader for one connection. After a fault it must not be used again. */
export function lineReader(capBytes = frameCapBytes): LineReader {
  let held: Buffer[] = [];
  let heldBytes = 0;
  return {
    push(chunk) {
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const part = chunk.subarray(start, end);
        if (heldBytes + part.length > capBytes) return { lines, fault: 'oversize' };
        lines.push(heldBytes === 0 ? part : Buffer.concat([...held, part]));
        held = [];
        heldBytes = 0;
        start = end + 1;
      }
      const rest = chunk.subarray(start);
      heldBytes += rest.length;
      if (heldBytes > capBytes) return { lines, fault: 'oversize' };
      if (rest.length > 0) held.push(rest);
      return { lines };
    },
  };
}

/** The object one line holds. */
export function decodeLine(line: Buffer | string): { readonly frame: object } | { readonly fault: DecodeFault } {
  let value: unknown;
  try {
    value = JSON.parse(line.toString());
  } catch {
    return { fault: 'not-json' };
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { frame: value }
    : { fault: 'not-an-object' };
}

/** One frame as a line with its newline, or undefined when its text is larger than the cap. */
export function encodeLine(frame: unknown): Buffer | undefined {
  const line = Buffer.from(`${JSON.stringify(frame)}\n`);
  return line.length - 1 > frameCapBytes ? undefined : line;
}

/** What stands in for a server frame that is too large to be sent; undefined when it may be dropped. */
export function insteadOfOversize(frame: ServerFrame): ServerFrame | undefined {
  if (frame.t === 'ephemeral') return undefined;
  if (frame.t === 'events') return { ...frame, events: [], gap: true };
  const error: WireError = {
    code: 'too-large',
    message: 'The answer is larger than one message may be (1 MiB). Nothing was changed by sending it.',
    hint: 'Ask for a smaller page.',
  };
  return { t: 'reply', id: frame.id, ok: false, error };
}

/** The frame that says why a connection is closed, in words for a person. */
export function connectionError(fault: DecodeFault): ServerFrame {
  const error: WireError =
    fault === 'oversize'
      ? {
          code: 'too-large',
          message: 'A message larger than 1 MiB was refused, and the connection closed. Nothing of it was carried out.',
          hint: 'Send files in parts with upload.append.',
        }
      : {
          code: 'invalid-input',
          message: 'A message was not one JSON object, and the connection was closed. Nothing of it was carried out.',
        };
  return { t: 'reply', id: connectionErrorId, ok: false, error };
}
