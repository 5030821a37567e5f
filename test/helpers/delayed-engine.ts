import type { Engine, Published } from '../../electron/runtime/engine/engine-port.ts';
import { seeded } from '../../electron/runtime/hosts/seeded.ts';

/** Most turns of the event loop by which the shim holds something back. */
const mostTurns = 6;

/**
 * An engine behind a wire: each transaction sets out late, each reply and publication comes late. Transactions that
 * share a key keep their order; independent ones overtake each other. `seed` makes the delays repeat.
 */
export function delayedEngine(engine: Engine, seed: string): Engine {
  const chance = seeded(seed);
  const lastOfKey = new Map<string, Promise<void>>();
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(chance.random() * mostTurns); left > 0; left -= 1) await turn();
  };
  return {
    engineId: engine.engineId,
    capabilities: engine.capabilities,
    now: () => engine.now(),
    after: (delay, call) => engine.after(delay, call),
    async transact(keys, decide, options) {
      const names = Object.entries(keys).map(([family, key]) => `${family} ${key}`);
      if (options?.command !== undefined) names.push(`command ${options.command.commandId}`);
      const before = Promise.all(names.map(async (name) => lastOfKey.get(name)));
      let sent: () => void = () => {};
      const out = new Promise<void>((resolve) => (sent = resolve));
      for (const name of names) lastOfKey.set(name, out);
      await before;
      await turns();
      const reply = engine.transact(keys, decide, options);
      sent();
      try {
        return await reply;
      } finally {
        await turns();
      }
    },
    onRunsChanged: engine.onRunsChanged,
    onCommitted(listener) {
      let line = Promise.resolve();
      return engine.onCommitted((published: readonly Published[]) => {
        line = line.then(turns).then(() => listener(published));
      });
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
