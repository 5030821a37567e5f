import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createToolLine, ToolThreadLost, type ToolLine } from '../../../electron/runtime/effects/tool-line.ts';

const request = { kind: 'probe' } as unknown as Parameters<ToolLine['ask']>[1];

let told: string[];
let line: ToolLine;
let channel: MessageChannel;
/** What was set to happen after a while and was not taken back, the last last. */
let alarms: (() => void)[];

beforeEach(() => {
  told = [];
  alarms = [];
  channel = new MessageChannel();
  line = createToolLine(
    (supply) => told.push(supply),
    (_ms, act) => {
      alarms.push(act);
      return () => void (alarms = alarms.filter((other) => other !== act));
    },
  );
});

afterEach(() => channel.port1.close());

/** Answers the next request that comes to this end. */
function answerOn(port: MessagePort): void {
  port.once('message', ({ seq }: { seq: number }) => port.postMessage({ seq, kind: 'probed' }));
}

test('a tool thread is asked for once, and given back when nothing was asked for a while', async () => {
  const asked = line.ask('probed' as never, request);
  void line.ask('probed' as never, request).catch(() => undefined);
  expect(told).toEqual(['need-tools']);
  line.lost();
  await expect(asked).rejects.toThrow(ToolThreadLost);
  line.attach(channel.port2);
  answerOn(channel.port1);
  await line.ask('probed' as never, request);
  expect(alarms).toHaveLength(1);
  alarms[0]?.();
  expect(told).toEqual(['need-tools', 'spare-tools']);
  // The next one asks for another thread, and waits for it.
  const next = line.ask('probed' as never, request);
  expect(told).toEqual(['need-tools', 'spare-tools', 'need-tools']);
  const other = new MessageChannel();
  answerOn(other.port1);
  line.attach(other.port2);
  await expect(next).resolves.toMatchObject({ kind: 'probed' });
  other.port1.close();
});

test('a tool thread is kept while anything is under way, however long it takes', () => {
  line.attach(channel.port2);
  void line.ask('probed' as never, request).catch(() => undefined);
  expect(alarms).toEqual([]);
});
