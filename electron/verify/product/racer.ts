import { connectSocket } from '../../runtime/transports/socket-client.ts';
import { toWireError } from '../../../shared/errors.ts';
import type { MethodInput, MethodName } from '../../../shared/ipc/methods.ts';

/** A call and the moment it is made at, in ms of the wall clock: two processes with the same moment race. */
export interface Move {
  readonly atMs: number;
  readonly method: MethodName;
  readonly input: unknown;
  readonly commandId: string;
}

export interface Race {
  readonly socketPath: string;
  readonly as: string;
  readonly moves: readonly Move[];
}

export type MoveEnd =
  | { readonly ok: true; readonly reply: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Closer than this to its moment a racer spins: a timer is late by more. */
const spinMs = 2;

const wallMs = (): number => performance.timeOrigin + performance.now();

// One of two processes that decide about the same items at the same moments.
process.on('message', (race: Race) => {
  void run(race).then((ends) => process.send?.(ends));
});
process.on('disconnect', () => process.exit(0));

async function run({ socketPath, as, moves }: Race): Promise<MoveEnd[]> {
  const client = await connectSocket(socketPath);
  const ends: Promise<MoveEnd>[] = [];
  for (const { atMs, method, input, commandId } of moves) {
    const early = atMs - wallMs() - spinMs;
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    while (wallMs() < atMs);
    ends.push(
      client.call(method, input as MethodInput<typeof method>, { as, commandId }).then(
        (reply): MoveEnd => ({ ok: true, reply }),
        (error: unknown): MoveEnd => {
          const { code, message } = toWireError(error);
          return { ok: false, code, message };
        },
      ),
    );
  }
  const all = await Promise.all(ends);
  client.close();
  return all;
}
