import { create } from 'zustand';
import type { EphemeralPayload } from '../../../shared/ipc/topics.ts';
import type { Connection } from '../bridge/client.ts';

interface ConnectionState {
  readonly connection: Connection;
  /** The shell's last word about the runtime process, while it is not up. */
  readonly shellWord: EphemeralPayload<'runtime'> | null;
}

/** Whether the line to the runtime is up. */
export const useConnection = create<ConnectionState>()(() => ({
  connection: { state: 'connecting' },
  shellWord: null,
}));

/** Takes the line's new state. */
export function setConnection(connection: Connection): void {
  useConnection.setState({ connection });
}

/** Takes what the shell says about the runtime process. */
export function takeShellWord(word: EphemeralPayload<'runtime'>): void {
  useConnection.setState({ shellWord: word.state === 'up' ? null : word });
}
