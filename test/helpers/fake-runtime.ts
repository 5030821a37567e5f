import { mkdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenSocket } from '../../electron/runtime/transports/socket-server.ts';
import type { ServedSession } from '../../electron/runtime/transports/socket-server.ts';
import type { ServerFrame } from '../../shared/ipc/frames.ts';

// Stands in for the runtime process in tests of its hosts: speaks the same frames and the same protocol to its parent.
//   pid     answers its process id          hang   never answers
//   echo    answers its input               die    kills the process before answering
//   emit    publishes one run.changed       big    answers with more than 1 MiB
const workspace = process.argv[process.argv.indexOf('--workspace') + 1] ?? '';
mkdirSync(workspace, { recursive: true });
const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16);
const socketPath = join(tmpdir(), `lanekeeper-fake-${name}.sock`);

const subscriptions = new Map<string, (frame: ServerFrame) => void>();
let published = 0;
let sessions = 0;

function publish(input: unknown): void {
  for (const [key, send] of subscriptions)
    send({
      t: 'events',
      id: Number(key.split(':')[1]),
      n: published,
      cursor: String(published),
      events: [{ topic: 'run.changed', payload: input }],
    });
  published += 1;
}

const server = await listenSocket(socketPath, openSession).catch(joinOwner);

async function joinOwner(): Promise<never> {
  process.send?.({ kind: 'owned-elsewhere', socketPath }, () => process.exit(0));
  return new Promise(() => undefined);
}

function openSession(send: (frame: ServerFrame) => void): ServedSession {
  const session = sessions++;
  return {
    receive(frame) {
      const { t, id, method, input } = frame as { t: string; id: number; method: string; input: unknown };
      if (t === 'subscribe') subscriptions.set(`${session}:${id}`, send);
      if (t === 'unsubscribe') subscriptions.delete(`${session}:${id}`);
      if (t !== 'call' || method === 'hang') return;
      if (method === 'die') process.kill(process.pid, 'SIGKILL');
      if (method === 'emit') publish(input);
      const value = method === 'pid' ? process.pid : method === 'big' ? 'x'.repeat(2 ** 20) : input;
      send({ t: 'reply', id, ok: true, value });
    },
    close() {
      for (const key of subscriptions.keys()) if (key.startsWith(`${session}:`)) subscriptions.delete(key);
    },
  };
}

function stop(): void {
  void server.close().then(() => process.exit(0));
}
process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'shutdown') stop();
});
process.on('disconnect', stop);
process.send?.({ kind: 'ready', socketPath, workspace, pid: process.pid });
