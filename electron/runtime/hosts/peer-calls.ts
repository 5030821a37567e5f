import type { ChildLife, RunError } from '../../../shared/domain/run.ts';
import type { Json } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import { ChildRunError } from '../sdk/child-run-error.ts';
import type { ChildRun, Ctx, JoinOptions, SendOptions, SpawnOptions } from '../sdk/types.ts';
import { durationOf } from './given-times.ts';
import type { PeerAsk } from './protocol.ts';
import type { Where } from './run-errors.ts';
import type { SessionPort } from './session-port.ts';
import { keyOf } from './signal-key.ts';

/** Most bytes of what one run hands to another; more belongs into an artifact. */
const mostBytes = 64 * 1024;

type Call = <T>(what: string, act: (path: string, where: Where) => Promise<T>) => Promise<T>;

/** How a child ended, as the journal of its parent has it. */
export interface ChildEnd {
  readonly runId: string;
  readonly status: string;
  /** JSON text. */
  readonly output: string | null;
  readonly error: RunError | null;
}

/** What a run says to others, and starts: each is one entry of its journal. */
export function peerCalls(
  session: SessionPort,
  call: Call,
  isTop: boolean,
): Pick<Ctx, 'send' | 'spawn' | 'join' | 'continueAs'> {
  return {
    send: (runId: string, name: string, payload: Json, options: SendOptions = {}) =>
      call('send', async (path, where) => {
        const key = options.key === undefined ? '' : keyOf(options.key);
        const ask: PeerAsk = { kind: 'send', to: idOf(runId), name, key, payload: textOf(payload, 'ctx.send', where) };
        await session.peer(path, name, where, ask);
      }),
    spawn: (agentId: string, input: Json, options: SpawnOptions = {}) =>
      call('spawn', async (path, where) => {
        const { life = 'joined', title, withFile = false, deadlineMs } = options;
        const deadlineInMs = deadlineMs === undefined ? null : durationOf(deadlineMs, 'deadlineMs', where);
        const given = { life: lifeOf(life), title: title?.slice(0, 200) ?? null, withFile, deadlineInMs };
        const text = textOf(input, 'ctx.spawn', where);
        const ask: PeerAsk = { kind: 'spawn', agentId, input: text, atMs: session.source.now(), ...given };
        return (await session.peer(path, agentId, where, ask)) as unknown as ChildRun;
      }),
    join: <T extends Json>(child: ChildRun | string, options: JoinOptions = {}) =>
      call('join', async (path, where) => {
        const { timeoutMs } = options;
        const childId = idOf(typeof child === 'string' ? child : child?.runId);
        const dueInMs = timeoutMs === undefined ? null : durationOf(timeoutMs, 'timeoutMs', where);
        const ended = (await session.peer(path, childId, where, {
          kind: 'join',
          childId,
          dueInMs,
        })) as unknown as ChildEnd | null;
        if (ended === null) return null;
        if (ended.status !== 'succeeded') throw new ChildRunError(ended);
        return (await session.readText(ended.output ?? 'null')) as T;
      }),
    continueAs: (input: Json) =>
      call('continueAs', async (path, where) => {
        if (!isTop)
          throw new AgentError(
            'continue-in-branch',
            `ctx.continueAs was called in a branch (${where()}). Only the run itself can go on as another.`,
            'Return from the branch, and call it on the run’s own ctx.',
          );
        const text = textOf(input, 'ctx.continueAs', where);
        await session.peer(path, 'continue', where, { kind: 'continue', input: text, atMs: session.source.now() });
        // The run has left: nothing after this line belongs to it.
        return new Promise<never>(() => {});
      }),
  };
}

function idOf(runId: unknown): string {
  if (typeof runId === 'string' && runId.length > 0 && runId.length <= 200) return runId;
  throw new AgentError('run-unknown', `${String(runId).slice(0, 60)} is not the id of a run.`);
}

function lifeOf(life: unknown): ChildLife {
  if (life === 'joined' || life === 'detached') return life;
  throw new AgentError('spawn-life', `A child’s life is 'joined' or 'detached', not ${String(life).slice(0, 60)}.`);
}

function textOf(value: unknown, what: string, where: Where): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined)
    throw new AgentError('not-json', `${what} got a ${typeof value} (${where()}), which JSON cannot carry.`);
  if (Buffer.byteLength(text) <= mostBytes) return text;
  throw new AgentError(
    'too-large',
    `${what} got ${Buffer.byteLength(text)} bytes (${where()}); one run hands at most ${mostBytes / 1024} KiB to another.`,
    'Hand over what to read, not what was read.',
  );
}
