import type { ApprovalSummary } from '../../shared/domain/approval.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBridge } from '../../renderer/src/bridge/client.ts';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import { socketWire } from '../../renderer/src/bridge/socket-wire.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import { runtimeNow, setRuntimeTime, useClock } from '../../renderer/src/clock.ts';
import { holdSeconds } from '../../renderer/src/format/time.ts';
import { decideOne, undoHeld, useDecide } from '../../renderer/src/stores/decide.ts';
import { useNotices } from '../../renderer/src/stores/notices.ts';
import { usePerson } from '../../renderer/src/stores/person.ts';
import { refreshWorkspace, useWorkspace } from '../../renderer/src/stores/workspace.ts';
import { busyState } from './fake-runtime/content.ts';
import { createFakeRuntime } from './fake-runtime/runtime.ts';
import type { FakeRuntime } from './fake-runtime/runtime.ts';
import { startFakeServer } from './fake-runtime/server.ts';
import type { FakeServer } from './fake-runtime/server.ts';

let runtime: FakeRuntime;
let server: FakeServer;
let bridge: Bridge;
const actingAs = 'mara.lindqvist';
let approvesAs = actingAs;

beforeEach(async () => {
  useDecide.setState(useDecide.getInitialState(), true);
  useWorkspace.setState(useWorkspace.getInitialState(), true);
  usePerson.setState({ personId: actingAs });
  runtime = createFakeRuntime(busyState(Date.now(), 640));
  server = await startFakeServer(runtime);
  bridge = createBridge({
    openWire: socketWire(`ws://127.0.0.1:${server.port}/ws`, async () => server.secret),
    actingAs: () => approvesAs,
    onConnection: () => undefined,
    schedule: (flush) => queueMicrotask(flush),
  });
  useBridge(bridge);
});

afterEach(async () => {
  vi.useRealTimers();
  bridge.stop();
  await server.close();
});

type SeenItem = Pick<ApprovalSummary, 'approvalId' | 'envelopeHash' | 'version'>;

function replies(most: number) {
  // The stand-in holds for minutes here, so that a slow machine does not send what is to be taken back.
  for (const [id, item] of runtime.state.approvals) runtime.state.approvals.set(id, { ...item, holdMs: 600_000 });
  return [...runtime.state.approvals.values()]
    .filter((item) => item.toolId === 'reply.send' && item.status === 'pending')
    .slice(0, most);
}

function seen({ approvalId, envelopeHash, version }: SeenItem): SeenItem {
  return { approvalId, envelopeHash, version };
}

function statuses(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => runtime.state.approvals.get(id)?.status ?? ''))];
}

test('undo takes back the whole of a batch that is held, also after the window was loaded again', async () => {
  const ids = replies(260).map((item) => item.approvalId);
  await bridge.call('approval.approve', { items: replies(260).map(seen) });
  expect(statuses(ids)).toEqual(['holding']);
  // A window that was loaded again, or a second one, knows nothing of what was approved.
  useDecide.setState(useDecide.getInitialState(), true);
  await refreshWorkspace();
  await undoHeld();
  expect(statuses(ids)).toEqual(['pending']);
});

test('undo takes back what is held now when this window’s own last approvals have left', async () => {
  const [own, ...others] = replies(4);
  if (own === undefined) throw new Error('fixture');
  await bridge.call('approval.approve', { items: others.map(seen) });
  useDecide.setState({ lastApproved: [own.approvalId] });
  await undoHeld();
  expect(statuses(others.map((item) => item.approvalId))).toEqual(['pending']);
});

test('undo takes this window’s own last approvals back before those of others', async () => {
  const [own, ...others] = replies(4);
  if (own === undefined) throw new Error('fixture');
  await bridge.call('approval.approve', { items: others.map(seen) });
  await decideOne('approve', own, '');
  await undoHeld();
  expect(runtime.state.approvals.get(own.approvalId)?.status).toBe('pending');
  expect(statuses(others.map((item) => item.approvalId))).toEqual(['holding']);
  await undoHeld();
  expect(statuses(others.map((item) => item.approvalId))).toEqual(['pending']);
});

test('undo never takes back what another person approved', async () => {
  const others = replies(3);
  approvesAs = 'jonas.feld';
  await bridge.call('approval.approve', { items: others.map(seen) });
  approvesAs = actingAs;
  await undoHeld();
  expect(statuses(others.map((item) => item.approvalId))).toEqual(['holding']);
  expect(JSON.stringify(useNotices.getState())).toContain('Nothing you approved is held any more');
});

test('a countdown never says more than the window of the policy, whatever the clocks say', () => {
  const until = 1_000_000;
  expect(holdSeconds(until, 8_000, until - 8_000)).toBe(8);
  expect(holdSeconds(until, 8_000, until - 8_900)).toBe(8);
  expect(holdSeconds(until, 8_000, until - 7_001)).toBe(8);
  expect(holdSeconds(until, 8_000, until - 7_000)).toBe(7);
  expect(holdSeconds(until, 2_500, until - 2_500)).toBe(2);
  expect(holdSeconds(until, 400, until - 400)).toBe(0);
  expect(holdSeconds(until, 8_000, until - 1)).toBe(1);
  expect(holdSeconds(until, 8_000, until + 5_000)).toBe(0);
});

test('the shown clock is never behind a time the runtime has told, and follows a clock that was set back', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const far = Date.now() + 86_400_000;
  setRuntimeTime(far);
  expect(useClock.getState().nowMs).toBe(far);
  // An answer that took 700 ms on its way tells an older time: the better reading stays.
  setRuntimeTime(far - 700);
  expect(runtimeNow()).toBe(far);
  setRuntimeTime(far + 300);
  expect(runtimeNow()).toBe(far + 300);
  expect(useClock.getState().nowMs).toBe(far + 300);
  setRuntimeTime(far - 60_000);
  expect(runtimeNow()).toBe(far - 60_000);
});
