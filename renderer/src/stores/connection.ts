import { create } from 'zustand';
import type { EphemeralPayload } from '../../../shared/ipc/topics.ts';
import type { Connection } from '../bridge/client.ts';
import { announce } from './notices.ts';

interface ConnectionState {
  readonly connection: Connection;
  /** The shell's last word about the runtime process, from its end until the new one has answered. */
  readonly shellWord: EphemeralPayload<'runtime'> | null;
}

/** Whether the line to the shell is up, and what the shell says of the runtime behind it. */
export const useConnection = create<ConnectionState>()(() => ({
  connection: { state: 'connecting' },
  shellWord: null,
}));

/** Takes the line's new state. Without a line nobody hears how the runtime goes on, so an earlier word is dropped. */
export function setConnection(connection: Connection): void {
  useConnection.setState(connection.state === 'online' ? { connection } : { connection, shellWord: null });
}

/** Takes what the shell says about the runtime process; that it is up is news only after it was not. */
export function takeShellWord(word: EphemeralPayload<'runtime'>): void {
  useConnection.setState(({ shellWord }) => ({ shellWord: word.state === 'up' && shellWord === null ? null : word }));
}

/** The runtime has answered: one that was said to be back is. */
export function noteAnswer(): void {
  if (useConnection.getState().shellWord?.state !== 'up') return;
  useConnection.setState({ shellWord: null });
  announce('The runtime is back; this page is up to date.');
}
