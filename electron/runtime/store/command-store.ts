import { LanekeeperError } from '../../../shared/errors.ts';
import type { Command } from '../engine/command.ts';
import type { Db } from './open.ts';

/** Commands that were carried out, each with its first reply. */
export interface CommandStore {
  /**
   * The first reply to this command, JSON text; null when it is new. A command id that was used for anything else,
   * or for the items of another batch (their ids begin with its own), is refused with `command-reused`.
   */
  firstReply(command: Command): string | null;
  put(command: Command, reply: string, atMs: number): void;
}

interface Row {
  readonly id: string;
  readonly method: string;
  /** Null in rows written before it was kept: those answer by their method alone. */
  readonly asked: number | null;
  readonly reply: string;
}

export function createCommandStore(db: Db): CommandStore {
  // "0" follows "/" in the order of texts: the range holds the command itself, then the items of a batch under it.
  const first = db.prepare(`
    SELECT command_id AS id, method, asked, reply FROM command
    WHERE command_id >= @id AND command_id < @id || '0' ORDER BY command_id LIMIT 1`);
  const insert = db.prepare('INSERT INTO command (command_id, method, asked, reply, at_ms) VALUES (?, ?, ?, ?, ?)');
  return {
    firstReply({ commandId, method, asked }) {
      const row = first.get({ id: commandId }) as Row | undefined;
      if (row === undefined) return null;
      if (row.method !== method || (row.asked !== null && row.asked !== asked)) throw reused(row, method);
      return row.id === commandId ? row.reply : null;
    },
    put: ({ commandId, method, asked }, reply, atMs) => void insert.run(commandId, method, asked, reply, atMs),
  };
}

function reused(row: Row, method: string): LanekeeperError {
  const what = row.method === method ? `${method} with another input or by another person` : row.method;
  return new LanekeeperError(
    'command-reused',
    `This command id was used before, for ${what}; nothing was done now, and what was done then stands.`,
    { hint: 'Send a new command with an id of its own.' },
  );
}
