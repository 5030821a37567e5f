import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RuntimeClient } from '../../../electron/runtime/transports/runtime-client.ts';
import { connectSocket } from '../../../electron/runtime/transports/socket-client.ts';
import { agentFolder } from '../../helpers/runtime-process.ts';
import { endpointOf, launcher, preparedWorkspace } from './lanekeeper-command.ts';

const root = join(import.meta.dirname, '../../..');

interface Heard {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Runs a program whose standard output nobody reads from the start, as behind `| true`. */
async function unread(args: readonly string[]): Promise<Heard> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stderr };
}

test('a command whose output nobody reads ends in order and says nothing of it', async () => {
  const workspace = await preparedWorkspace();
  const commands: readonly (readonly [number, ...string[]])[] = [
    [0, '--help'],
    [0, 'agents', 'list', '--json'],
    [2, 'runs', 'shwo', '--json'],
  ];
  for (const [code, ...args] of commands) {
    const heard = await unread([launcher, ...args, '--workspace', workspace]);
    expect(heard, args.join(' ')).toMatchObject({ code, signal: null });
    expect(heard.stderr).not.toMatch(/EPIPE|\bat /);
  }
});

/** Runs an agent that outgrows its host, which the runtime writes into its log. */
async function loseHost(client: RuntimeClient): Promise<void> {
  const act = { as: 'ada', commandId: '0190a5b0-0000-7000-8000-000000000001' };
  await client.call('person.create', { personId: 'ada', printedName: 'Ada L.', role: 'reviewer' }, act);
  const again = (n: number) => ({ ...act, commandId: `0190a5b0-0000-7000-8000-00000000000${n}` });
  await client.call('agent.add', { folder: agentFolder('scripted') }, again(2));
  const lost = Promise.withResolvers<void>();
  client.subscribe(['run.changed'], {}, ({ events }) => {
    for (const { payload } of events) if ('recoveries' in payload && payload.status === 'failed') lost.resolve();
  });
  const plan = [{ do: 'step', eatMemory: true }];
  await client.call('run.start', { agentId: 'scripted', input: { plan } }, again(3));
  await lost.promise;
  await client.call('person.list', {});
}

test('a host goes on serving when nobody reads its output any more, and stops in order', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-unread-'));
  const child = spawn(
    process.execPath,
    [join(root, 'dist/host/start-host.js'), '--workspace', workspace, '--print-url'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /console: (http:\S+)[^]*Ctrl\+C stops/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`it ended:\n${said}`)));
  });
  child.stdout.destroy();
  child.stderr.destroy();
  // The runtime is killed, so that the host has something to say, and so has the next runtime.
  const before = await endpointOf(workspace, 0);
  process.kill(before.pid, 'SIGKILL');
  const { pid, socketPath } = await endpointOf(workspace, before.pid);
  expect(pid).not.toBe(before.pid);
  expect((await fetch(address)).status).toBe(200);
  const client = await connectSocket(socketPath);
  await loseHost(client);
  expect((await endpointOf(workspace, 0)).pid).toBe(pid);
  client.close();
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}, 60_000);
