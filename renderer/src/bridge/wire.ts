import type { ClientFrame } from '../../../shared/ipc/frames.ts';

/** One open line to the runtime. */
export interface Wire {
  send(frame: ClientFrame): void;
  close(): void;
}

/** Why a line ended: `refused` means this session is not known any more and a fresh link is needed. */
export type CloseReason = 'lost' | 'refused';

export interface WireEvents {
  /** A parsed, not yet checked, frame. */
  onFrame(frame: unknown): void;
  onClose(reason: CloseReason): void;
}

/** Opens a line; rejects when none can be had now. */
export type OpenWire = (events: WireEvents) => Promise<Wire>;

/** Thrown by an `OpenWire` that needs a fresh link from the person. */
export class NeedsLinkError extends Error {}
