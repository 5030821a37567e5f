import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { RuntimeClient } from '../../runtime/transports/runtime-client.ts';
import { connectSocket } from '../../runtime/transports/socket-client.ts';

/** A runtime that says nothing for so long is stuck. */
const answerMs = 15_000;

/**
 * Connects to the runtime that already serves this workspace, or answers undefined.
 * `endpoint.json` is only a hint: a copied folder names the runtime of the folder it was copied from.
 */
export async function findLiveRuntime(workspace: string): Promise<RuntimeClient | undefined> {
  const socketPath = readHint(workspace);
  if (socketPath === undefined) return undefined;
  const client = await connectSocket(socketPath).catch(() => undefined);
  if (client === undefined) return undefined;
  try {
    const served = await answering(client);
    if (isSameFolder(served, workspace)) return client;
  } catch (error) {
    if (error instanceof LanekeeperError && error.code === 'degraded') throw error;
  }
  client.close();
  return undefined;
}

/** Connects to the socket a runtime reported, and asks it one question to be sure that somebody is there. */
export async function connectAnswering(socketPath: string): Promise<RuntimeClient> {
  const client = await connectSocket(socketPath);
  try {
    await answering(client);
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

/** The folder the runtime serves. */
async function answering(client: RuntimeClient): Promise<string> {
  const late = new AbortController();
  const status = await Promise.race([
    client.call('workspace.status', {}),
    wait(answerMs, undefined, { signal: late.signal, ref: false }).catch(() => undefined),
  ]);
  late.abort();
  if (status === undefined)
    throw new LanekeeperError('degraded', `The runtime of this workspace has not answered for ${answerMs / 1000} s.`, {
      hint: 'Nothing was changed. End that runtime, then give the command again: it goes on where it was.',
    });
  return status.workspace;
}

function readHint(workspace: string): string | undefined {
  try {
    const hint: unknown = JSON.parse(readFileSync(join(workspace, 'endpoint.json'), 'utf8'));
    if (typeof hint !== 'object' || hint === null || !('socketPath' in hint)) return undefined;
    return typeof hint.socketPath === 'string' ? hint.socketPath : undefined;
  } catch {
    return undefined;
  }
}

function isSameFolder(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}
