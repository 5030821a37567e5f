import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import { encodeLine, insteadOfOversize } from './socket-codec.ts';

/** Above this many unsent bytes, events are dropped and their subscriptions marked with a gap. */
export const slowPeerBytes = 4 * 1024 * 1024;
/** A peer that leaves this much unread is cut off: even its replies would fill the memory. */
export const deadPeerBytes = 64 * 1024 * 1024;

/** The part of a socket the outbox needs. */
export interface Outlet {
  readonly writableLength: number;
  write(line: Buffer): void;
  destroy(): void;
}

export interface Outbox {
  send(frame: ServerFrame): void;
  /** The peer has caught up: subscriptions that skipped are told so. */
  drained(): void;
}

/**
 * Sends frames to one peer without ever holding more than its caps.
 * Replies always go; events of a slow peer become one `gap`, after which the peer asks for a fresh snapshot.
 */
export function outbox(outlet: Outlet): Outbox {
  const skipped = new Map<number, { n: number; cursor: string }>();

  function write(frame: ServerFrame): void {
    const line = encodeLine(frame);
    if (line !== undefined) {
      outlet.write(line);
      if (outlet.writableLength > deadPeerBytes) outlet.destroy();
      return;
    }
    const instead = insteadOfOversize(frame);
    if (instead !== undefined) write(instead);
  }

  function reportGaps(): void {
    for (const [id, { n, cursor }] of skipped) write({ t: 'events', id, n, cursor, events: [], gap: true });
    skipped.clear();
  }

  return {
    send(frame) {
      const isSlow = outlet.writableLength > slowPeerBytes;
      if (isSlow && frame.t === 'ephemeral') return;
      if (isSlow && frame.t === 'events') {
        skipped.set(frame.id, { n: frame.n + frame.events.length, cursor: frame.cursor });
        return;
      }
      if (!isSlow && skipped.size > 0) reportGaps();
      write(frame);
    },
    drained: reportGaps,
  };
}
