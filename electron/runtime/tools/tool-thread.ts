import { mkdirSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { armCrashAt } from '../faults/crash-point.ts';
import type { ToolReply, ToolThreadData, ToolThreadMessage } from './protocol.ts';
import { createCreditIssue } from './credit-issue/tool.ts';
import { createHttpSend } from './http-send/tool.ts';
import { createRecords } from './records/records.ts';
import { createRecordUpdate } from './record-update/tool.ts';
import { createReplySend } from './reply-send/tool.ts';
import { createReportPublish } from './report-publish/tool.ts';
import { createToolDesk } from './tool-desk.ts';

/**
 * The tool thread: the only one that opens the outbox, the records database and sockets for effects. It answers each
 * channel on that channel: the parent's, and every port it is sent. `close` from any of them ends the thread once
 * everything under way has been answered.
 */
if (parentPort === null) throw new Error('tool-thread.ts is started as a worker.');
serve(parentPort, workerData as ToolThreadData);

function serve(parent: MessagePort, given: ToolThreadData): void {
  armCrashAt(given.crashAt);
  makeOutbox(given.places.outboxFolder);
  const records = createRecords(given.places.recordsDb);
  const desk = createToolDesk(
    [
      createReplySend(given.places),
      createRecordUpdate(records),
      createReportPublish(given.places),
      createCreditIssue(records),
      createHttpSend(),
    ],
    given.places.artifactFolder,
  );
  const channels = new Set<MessagePort>();
  attach(parent);

  function attach(channel: MessagePort): void {
    channels.add(channel);
    channel.on('message', (message: ToolThreadMessage) => {
      if (message.kind === 'port') attach(message.port);
      else void desk.answer(message).then((reply) => answer(channel, reply));
    });
    channel.on('close', () => channels.delete(channel));
    const ready: ToolReply = { kind: 'ready' };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
    channel.postMessage(ready);
  }

  function answer(channel: MessagePort, reply: ToolReply): void {
    if (reply.kind === 'closed') records.close();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
    channel.postMessage(reply);
    if (reply.kind === 'closed') for (const open of channels) open.close();
  }
}

/** Where this fails, each reply says so by itself; the other tools work. */
function makeOutbox(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return;
  }
}
