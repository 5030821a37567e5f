import type { Socket } from 'node:net';

/** What is written in one turn leaves in one system call: a hundred replies of one commit are not a hundred writes. */
export function uncorkSoon(socket: Socket): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  process.nextTick(() => socket.uncork());
}
