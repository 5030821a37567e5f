import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

/** Stays in one step until somebody cancels the run. */
export default defineAgent({
  manifest,
  input: { id: 'bench-hold/input', version: '1', schema: { type: 'object' } },
  output: { id: 'bench-hold/output', version: '1', schema: { type: 'null' } },
  run: (ctx) =>
    ctx.step(
      'hold',
      ({ signal }) => new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null))),
    ),
});
