import { expect, test } from 'vitest';
import type { Bridge } from '../../renderer/src/bridge/client.ts';
import type { LiveEvent, SubscribeOptions } from '../../renderer/src/bridge/subscription.ts';
import { useBridge } from '../../renderer/src/bridge.ts';
import { liveQuery } from '../../renderer/src/stores/live-query.ts';

const moved: LiveEvent = { topic: 'workspace.changed', payload: { reason: 'moved' } };

test('what is committed while a view is being read reaches it after its snapshot', async () => {
  const heard = followed();
  const snapshot = Promise.withResolvers<string>();
  const seen: unknown[] = [];
  const query = liveQuery({
    read: () => snapshot.promise,
    topics: ['workspace.changed'],
    onSnapshot: (rows) => seen.push(rows),
    onEvents: (events) => seen.push(events),
    onError: (error) => seen.push(error),
  });
  heard().onEvents([moved]);
  expect(seen).toEqual([]);
  snapshot.resolve('rows');
  await expect.poll(() => seen).toEqual(['rows', [moved]]);
  heard().onEvents([moved]);
  expect(seen).toHaveLength(3);
  query.stop();
});

/** A bridge that keeps what the view subscribed with. */
function followed(): () => SubscribeOptions {
  let options: SubscribeOptions | undefined;
  const bridge: Bridge = {
    start: () => undefined,
    stop: () => undefined,
    call: () => Promise.reject(new Error('not called')),
    subscribe(wanted) {
      options = wanted;
      return () => undefined;
    },
  };
  useBridge(bridge);
  return () => {
    if (options === undefined) throw new Error('the view did not subscribe before it read');
    return options;
  };
}
