import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

/** Records the wall clock, with its microseconds, as the first thing it does. */
export default defineAgent({
  manifest,
  input: { id: 'bench-pickup/input', version: '1', schema: { type: 'object' } },
  output: { id: 'bench-pickup/output', version: '1', schema: { type: 'number' } },
  run: (ctx) => ctx.step('began', () => performance.timeOrigin + performance.now()),
});
