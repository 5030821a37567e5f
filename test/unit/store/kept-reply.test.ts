import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { runSummarySchema } from '../../../shared/domain/run.ts';
import { firstReply, keptReply } from '../../../electron/runtime/store/kept-reply.ts';

const begun = {
  runId: '01a2007d-fa6a-7232-bb4b-8338419a0436',
  engineId: 'sqlite-1',
  agentId: 'a',
  agentTitle: 'A',
  title: 'A run',
  lane: 'background',
  queue: 'default',
  priority: 0,
  notBeforeMs: null,
  queueKey: null,
  dedupKey: null,
  status: 'queued',
  startedBy: 'ada',
  releaseHash: 'a'.repeat(64),
  lineageId: '01a2007d-fa86-75bc-b540-362492a91f7f',
  attempt: 1,
  recoveries: 0,
  createdAtMs: 1_795_304_585_861,
  startedAtMs: null,
  finishedAtMs: null,
  wakeAtMs: null,
  progress: null,
  error: null,
  pendingApprovals: 0,
  effects: 0,
  effectsDone: 0,
  quarantined: 0,
  partial: false,
  sample: false,
  pause: null,
  origin: null,
  parent: null,
  continuedAs: null,
  sandbox: false,
  deadlineAtMs: null,
};

test('a run just begun is kept in half the room, with its id where others look for it', () => {
  expect(Object.keys(begun).toSorted()).toEqual(Object.keys(runSummarySchema.shape).toSorted());
  const text = keptReply(begun);
  expect(text.length).toBeLessThan(JSON.stringify(begun).length / 1.8);
  expect(JSON.parse(text)).toMatchObject({ runId: begun.runId });
});

test('whatever was replied is replied again', () => {
  const other = fc.oneof(fc.constant(null), fc.integer(), fc.boolean(), fc.string(), fc.constant(undefined));
  const changed = fc
    .dictionary(fc.constantFrom(...Object.keys(begun), 'joined'), other)
    .map((values) => ({ ...begun, ...values }));
  fc.assert(
    fc.property(fc.oneof(changed, fc.jsonValue()), (reply) => {
      expect(firstReply(keptReply(reply))).toEqual(JSON.parse(JSON.stringify(reply)));
    }),
  );
});

test('a reply that was kept whole, by an earlier version, is told as it is', () => {
  expect(firstReply(JSON.stringify(begun))).toEqual(begun);
});
