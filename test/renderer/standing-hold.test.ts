import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBridge } from '../../renderer/src/bridge/client.ts';
import { socketWire } from '../../renderer/src/bridge/socket-wire.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import { refreshWorkspace, settleClock, settlePlace, useWorkspace } from '../../renderer/src/stores/workspace.ts';
import { busyState } from './fake-runtime/content.ts';
import { createFakeRuntime } from './fake-runtime/runtime.ts';
import type { FakeRuntime } from './fake-runtime/runtime.ts';
import { startFakeServer } from './fake-runtime/server.ts';
import type { FakeServer } from './fake-runtime/server.ts';

let runtime: FakeRuntime;
let server: FakeServer;

beforeEach(async () => {
  useWorkspace.setState(useWorkspace.getInitialState(), true);
  runtime = createFakeRuntime(busyState(Date.now(), 2));
  server = await startFakeServer(runtime);
  const bridge = createBridge({
    openWire: socketWire(`ws://127.0.0.1:${server.port}/ws`, async () => server.secret),
    actingAs: () => 'mara.lindqvist',
    onConnection: () => undefined,
    schedule: (flush) => queueMicrotask(flush),
  });
  useBridge(bridge);
});
afterEach(() => server.close());

function degradedBecomes(code: string | null): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { status } = useWorkspace.getState();
      if (status !== null && (status.degraded?.code ?? null) === code) resolve();
    };
    useWorkspace.subscribe(look);
    look();
  });
}

test.each([
  ['workspace-copied', () => settlePlace('copied', 'a trial')],
  ['clock-jumped', () => settleClock('it slept')],
] as const)('%s is shown until the person’s word has been recorded, and gone after it', async (code, settle) => {
  runtime.state.held = { code, message: 'Held.', hint: 'Say which.' };
  await refreshWorkspace();
  await degradedBecomes(code);
  expect(await settle()).toBe(true);
  await degradedBecomes(null);
  expect(runtime.state.held).toBeNull();
});
