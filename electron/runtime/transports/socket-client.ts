import { connect } from 'node:net';
import { LanekeeperError } from '../../../shared/errors.ts';
import { decodeLine, encodeLine, lineReader } from './socket-codec.ts';
import { clientOver } from './runtime-client.ts';
import { uncorkSoon } from './socket-turn.ts';
import type { RuntimeClient } from './runtime-client.ts';

/** Connects to a live runtime; `unreachable` when none listens there. */
export function connectSocket(path: string): Promise<RuntimeClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const reader = lineReader();
    const client = clientOver({
      send(frame) {
        const line = encodeLine(frame);
        if (line === undefined) return false;
        uncorkSoon(socket);
        socket.write(line);
        return true;
      },
      close: () => socket.destroySoon(),
    });
    socket.once('connect', () => resolve(client));
    socket.on('data', (chunk: Buffer) => {
      const { lines, fault } = reader.push(chunk);
      for (const line of lines) {
        const decoded = decodeLine(line);
        if ('frame' in decoded) client.receive(decoded.frame);
      }
      if (fault !== undefined) socket.destroy();
    });
    // Before `connect` this refuses; after it, `close` follows and ends the client.
    socket.on('error', (cause) =>
      reject(
        new LanekeeperError('unreachable', `No runtime listens on ${path}.`, {
          hint: 'Start one with `npm start` or `lanekeeper serve`.',
          cause,
        }),
      ),
    );
    socket.once('close', () => client.ended());
  });
}
