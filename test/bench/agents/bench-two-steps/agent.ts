import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

/** How long the second step takes, ms: long enough to be met by a kill. */
const secondMs = 100;

/** Ends the first step at once; whoever is killed in the second has the first behind it. */
export default defineAgent({
  manifest,
  input: { id: 'bench-two-steps/input', version: '1', schema: { type: 'object' } },
  output: { id: 'bench-two-steps/output', version: '1', schema: { type: 'number' } },
  async run(ctx) {
    const first = await ctx.step('first', () => performance.timeOrigin + performance.now());
    await ctx.step('second', () => new Promise<null>((resolve) => setTimeout(() => resolve(null), secondMs)));
    return first;
  },
});
