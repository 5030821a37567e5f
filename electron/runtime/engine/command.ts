import { hash } from 'node:crypto';

/** What makes a repeat harmless: the caller's id, and what it was made for. */
export interface Command {
  readonly commandId: string;
  readonly method: string;
  /** 48 bits of SHA-256 over method, person and input: the same call has the same number, whatever the order of its keys. */
  readonly asked: number;
}

/** Who asks, and as which command; null for what the runtime itself asks, and for questions. */
export interface Asking {
  /** The local profile that acts; null where a method needs none. */
  readonly as: string | null;
  readonly command: Command | null;
}

/** The command a call stands for, as it came to the door; what is made of its input on the way in may differ at a repeat. */
export function nameCommand(commandId: string, method: string, as: string | null, input: unknown): Command {
  const digest = hash('sha256', JSON.stringify([method, as, input], inKeyOrder), 'buffer');
  return { commandId, method, asked: digest.readUIntBE(0, 6) };
}

function inKeyOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
