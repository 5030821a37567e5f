import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { LanekeeperError } from '../../../shared/errors.ts';

const linkPattern = /http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]+/;
const patienceMs = 30_000;

/** What a started tree showed of itself. */
export interface TreeProof {
  /** Agents the runtime of the tree offers. */
  readonly agents: readonly string[];
  readonly exitCode: number | null;
}

/** Starts a tree's loopback host from inside that tree, asks it what it serves as a window would, and stops it. */
export async function tryTree(tree: string): Promise<TreeProof> {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-package-'));
  const script = join(tree, 'dist', 'host', 'start-host.js');
  const child = spawn(process.execPath, [script, '--workspace', workspace, '--print-url'], {
    cwd: tree,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  let output = '';
  try {
    const link = await new Promise<string>((resolve, reject) => {
      function read(chunk: Buffer): void {
        output += chunk.toString();
        const found = linkPattern.exec(output)?.[0];
        if (found !== undefined) resolve(found);
      }
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      void ended.then((code) => reject(new Error(`it ended with ${code}`)));
    });
    const agents = await Promise.race([
      askAgents(link),
      ended.then((code) => Promise.reject(new Error(`it ended with ${code}`))),
    ]);
    child.kill('SIGINT');
    return { agents, exitCode: await ended };
  } catch (cause) {
    throw new LanekeeperError('internal', `The packaged tree does not start:\n${output.trim()}`, { cause });
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function askAgents(link: string): Promise<string[]> {
  const { origin, hash } = new URL(link);
  const page = await fetch(origin);
  if (!page.ok || !(await page.text()).includes('<div id="root">')) throw new Error('its page is not the console');
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice('#t='.length) }),
  });
  const { secret } = (await answer.json()) as { secret: string };
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, { headers: { origin, cookie } });
  const reply = nextReply(socket);
  await once(socket, 'open');
  socket.send(JSON.stringify({ t: 'hello', secret }));
  socket.send(JSON.stringify({ t: 'call', id: 1, method: 'agent.list', input: {} }));
  const { value } = await reply;
  socket.close();
  return (value?.agents ?? []).map(({ agentId }) => agentId);
}

interface AgentReply {
  readonly value?: { readonly agents: readonly { readonly agentId: string }[] };
}

function nextReply(socket: WebSocket): Promise<AgentReply> {
  return new Promise((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      const frame = JSON.parse(message.toString()) as AgentReply & { readonly t: string };
      if (frame.t === 'reply') resolve(frame);
    });
    socket.once('error', reject);
  });
}
