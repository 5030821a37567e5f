import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { uncorkSoon } from './socket-turn.ts';
import type { Server, Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import type { ServerFrame } from '../../../shared/ipc/frames.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { connectionError, decodeLine, lineReader } from './socket-codec.ts';
import type { DecodeFault } from './socket-codec.ts';
import { outbox } from './socket-outbox.ts';

const lingerMs = 1_000;
/** A client that has asked nothing for so long has read what it was told last. */
const quietMs = 150;

/** One client, whatever it is connected by. `close` is called once, when the client has gone. */
export interface ServedSession {
  receive(frame: unknown): void;
  close(): void;
}

export type OpenSession = (send: (frame: ServerFrame) => void) => ServedSession;

export interface SocketServer {
  /**
   * Takes no more clients. Those there are may still ask about what they were told last, for `lingerMs` at most; each
   * connection ends after what is written to it has left.
   */
  close(): Promise<void>;
}

/** Serves frames on a Unix socket that only this user may open (a named pipe on Windows). */
export async function listenSocket(path: string, openSession: OpenSession): Promise<SocketServer> {
  const isPipe = path.startsWith('\\\\');
  if (!isPipe) await removeStaleSocket(path);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveSocket(socket, openSession);
  });
  await listenPrivately(server, path);
  if (!isPipe) await chmod(path, 0o600);
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...sockets].map((socket) => quiet(socket).then(() => endSocket(socket))));
      await closed;
    },
  };
}

function serveSocket(socket: Socket, openSession: OpenSession): void {
  const reader = lineReader();
  const out = outbox({
    get writableLength() {
      return socket.writableLength;
    },
    write: (line) => {
      if (!socket.writable) return;
      uncorkSoon(socket);
      socket.write(line);
    },
    destroy: () => void socket.destroy(),
  });
  const session = openSession((frame) => out.send(frame));
  function refuse(fault: DecodeFault): void {
    out.send(connectionError(fault));
    socket.removeAllListeners('data');
    socket.resume();
    socket.destroySoon();
  }
  socket.on('data', (chunk: Buffer) => {
    const { lines, fault } = reader.push(chunk);
    for (const line of lines) {
      const decoded = decodeLine(line);
      if ('fault' in decoded) return refuse(decoded.fault);
      session.receive(decoded.frame);
    }
    if (fault !== undefined) refuse(fault);
  });
  socket.on('drain', () => out.drained());
  // A reset by the peer is followed by `close`, which is where the session ends.
  socket.on('error', () => socket.destroy());
  socket.once('close', () => session.close());
}

/** Resolves once the client has left, has asked nothing for `quietMs`, or has gone on for `lingerMs`. */
function quiet(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const latest = setTimeout(done, lingerMs);
    const soon = setTimeout(done, quietMs);
    const asked = (): void => void soon.refresh();
    socket.on('data', asked);
    socket.once('close', done);
    function done(): void {
      clearTimeout(latest);
      clearTimeout(soon);
      socket.off('data', asked);
      resolve();
    }
  });
}

/** Lets what is written leave, but waits no longer than `lingerMs` for a peer that does not read it. */
function endSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.destroySoon();
  });
}

/** Listens with the socket file never, not even for an instant, open to other users. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The file is created inside listen(); process.umask() is refused in a worker thread, where chmod follows.
    const umask = isMainThread ? process.umask(0o177) : undefined;
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
    if (umask !== undefined) process.umask(umask);
  });
}

/** Removes what a killed runtime left behind; a socket that answers, or a file that is none, stays. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket())
    throw new LanekeeperError('refused', `${path} exists and is not a socket. It was left as it is.`, {
      hint: 'Move that file away and start again.',
    });
  if (await answers(path))
    throw new LanekeeperError('refused', `Another process already listens on ${path}.`, {
      hint: 'Stop it first, or choose another workspace.',
    });
  await unlink(path).catch(() => undefined);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
