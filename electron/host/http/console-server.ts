import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LanekeeperError } from '../../../shared/errors.ts';

/** Listens on 127.0.0.1 alone. `preferred` is a port from an earlier start; `required` is one the operator named. */
export async function listenOnLoopback(
  server: Server,
  { preferred, required }: { readonly preferred: number | null; readonly required: number | null },
): Promise<{ readonly port: number; readonly isPreferred: boolean }> {
  if (required !== null) {
    if (!(await tryPort(server, required)))
      throw new LanekeeperError('unreachable', `Port ${required} of 127.0.0.1 is taken. Nothing was started.`, {
        hint: 'Name another with --port, or leave it out to keep the workspace’s own.',
      });
    return { port: required, isPreferred: true };
  }
  if (preferred !== null && (await tryPort(server, preferred))) return { port: preferred, isPreferred: true };
  await tryPort(server, 0);
  const { port } = server.address() as AddressInfo;
  return { port, isPreferred: preferred === null };
}

/** Not by `import`: that would load all of fetch with it, a tenth of the host's start, for names nobody here asks for. */
const { createServer } = process.getBuiltinModule('node:http');

/** A server that gives a slow or silent client no time to hold anything. */
export function loopbackServer(): Server {
  return createServer({
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16_384,
  });
}

function tryPort(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    function failed(error: NodeJS.ErrnoException): void {
      server.off('listening', listening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    }
    function listening(): void {
      server.off('error', failed);
      resolve(true);
    }
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host: '127.0.0.1', port, exclusive: true });
  });
}
