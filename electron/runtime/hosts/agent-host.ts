import { parentPort, resourceLimits, workerData, type MessagePort } from 'node:worker_threads';
import { getHeapStatistics } from 'node:v8';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentDefinition } from '../sdk/types.ts';
import { createContractCheck } from '../contracts/check.ts';
import { AgentError } from '../sdk/agent-error.ts';
import { enter, keepNoteIn } from './at-work.ts';
import { createFileClient, type FileClient } from './file-client.ts';
import { guardGlobals, guardImports, hostTimers } from './guard-globals.ts';
import { batchedLine, messagesOf } from './message-batches.ts';
import { createModelClient } from './model-client.ts';
import type { FromHost, HostAnswer, HostData, HostPorts, ToHost, ToHostQuestion } from './protocol.ts';
import { agentErrorOf } from './run-errors.ts';
import { startSession, type HostLines, type RunSession } from './run-session.ts';
import { checkRestrictions } from './self-check.ts';

/** An agent host: one thread, one release, many runs. It proves its restrictions, then loads the agent. */
const parent = parentPort;
if (parent === null) throw new Error('an agent host runs as a thread');
const data = workerData as HostData;
keepNoteIn(data.note);

parent.once('message', (ports: HostPorts) => {
  boot(ports).catch((thrown: unknown) => {
    parent.postMessage({ kind: 'host-failed', error: agentErrorOf(thrown) } satisfies HostAnswer);
  });
});

async function boot(ports: HostPorts): Promise<void> {
  const restrictions = await checkRestrictions(data.forbidden.database, data.forbidden.token, data.releaseFolder);
  const open = restrictions.filter((restriction) => !restriction.refused);
  if (open.length > 0)
    throw Object.assign(
      new Error(
        `This host is not contained (${open.map((one) => `${one.name}: ${one.how}`).join('; ')}), so no agent code was loaded.`,
      ),
      {
        code: 'host-not-contained',
      },
    );
  const files = createFileClient(ports.files);
  const models = createModelClient(ports.models);
  const releaseUrl = `${pathToFileURL(data.releaseFolder).href}/`;
  guardImports(data, releaseUrl);
  guardGlobals();
  await toldToLoad();
  const agent = await loadAgent();
  serve(agent, ports.engine, { files, models });
  answerSupervisor(agent, files);
  parent?.postMessage({ kind: 'host-ready', contained: restrictions.map((one) => one.name) } satisfies HostAnswer);
}

/** A spare host waits here, contained, without a line of agent code in it. */
function toldToLoad(): Promise<void> {
  return new Promise((resolve) => {
    parent?.once('message', () => resolve());
    parent?.postMessage({ kind: 'host-contained' } satisfies HostAnswer);
  });
}

async function loadAgent(): Promise<AgentDefinition> {
  const module = (await import(pathToFileURL(join(data.releaseFolder, data.module)).href)) as {
    default?: AgentDefinition;
  };
  const agent = module.default;
  if (agent === undefined || typeof agent.run !== 'function')
    throw Object.assign(new Error(`${data.module} does not export an agent as its default.`), {
      code: 'agent-invalid',
      hint: 'Write: export default defineAgent({ … }).',
    });
  return agent;
}

function serve(agent: AgentDefinition, engine: MessagePort, lines: HostLines): void {
  const sessions = new Map<string, RunSession>();
  const checkInput = createContractCheck(agent.input);
  const checkOutput = createContractCheck(agent.output);
  const checked: AgentDefinition = {
    ...agent,
    run: async (ctx, input) => {
      checkInput(input, 'input');
      return agent.run(ctx, input);
    },
  };
  // A turn later: what all runs of this thread have to say in one turn is one message.
  const line = batchedLine<FromHost>(engine, (flush) => void hostTimers.setImmediate(flush));
  engine.on('message', (received: unknown) => {
    for (const message of messagesOf<ToHost>(received)) hear(message);
  });

  function hear(message: ToHost): void {
    const session = sessions.get(message.runId);
    switch (message.kind) {
      case 'start': {
        session?.leave();
        const send = (out: FromHost): void => {
          if (isEnd(out)) sessions.delete(message.runId);
          line.send(out);
        };
        return void sessions.set(
          message.runId,
          startSession(message, checked, lines, (output) => checkOutput(output, 'output'), send),
        );
      }
      case 'settled':
        return session?.settled(message.entries);
      case 'kept':
        return session?.kept(message.path, message);
      case 'reserved':
        return session?.reserved(message.path);
      case 'counts-steps':
        return session?.countsSteps(message.countsSteps);
      case 'abort':
        return session?.abort(message.reason);
      case 'leave':
        session?.leave();
        return void sessions.delete(message.runId);
    }
  }
}

function isEnd(message: FromHost): boolean {
  return (
    message.kind === 'finished' ||
    message.kind === 'failed' ||
    message.kind === 'mismatch' ||
    message.kind === 'cancelled'
  );
}

/** What the supervisor asks of a host that runs nothing: who are you, and how would you read this file. */
function answerSupervisor(agent: AgentDefinition, files: FileClient): void {
  parent?.on('message', (question: ToHostQuestion) => {
    if (question.kind === 'ping') return parent.postMessage({ kind: 'pong', full: fullness() } satisfies HostAnswer);
    if (question.kind === 'load') return undefined;
    return void answer(question).then(
      (reply) => parent?.postMessage(reply),
      (thrown: unknown) =>
        parent?.postMessage({
          kind: 'call-failed',
          seq: question.seq,
          error: agentErrorOf(thrown),
        } satisfies HostAnswer),
    );
  });

  async function answer(question: Extract<ToHostQuestion, { seq: number }>): Promise<HostAnswer> {
    if (question.kind === 'describe')
      return {
        kind: 'described',
        seq: question.seq,
        description: {
          manifest: agent.manifest,
          input: agent.input,
          output: agent.output,
          inspects: agent.inspect !== undefined,
        },
      };
    // No run's doing, whatever becomes of it.
    enter('a question about a file', null);
    if (agent.inspect === undefined)
      throw new AgentError('unsupported', 'This agent does not look at files before a run.');
    return { kind: 'inspected', seq: question.seq, inspection: await agent.inspect(files.input(question.file)) };
  }
}

/** Of the memory this thread may hold, how much it does. */
function fullness(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return (used + external) / ((resourceLimits.maxOldGenerationSizeMb ?? 1) * 1024 * 1024);
}
