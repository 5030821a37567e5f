import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

/** The result of each step: about 170 bytes, as much as the floor writes. */
const note = 'z'.repeat(150);

/** Takes `steps` steps, one after the other. */
export default defineAgent<{ steps: number }, number>({
  manifest,
  input: {
    id: 'bench-steps/input',
    version: '1',
    schema: { type: 'object', required: ['steps'], properties: { steps: { type: 'integer', minimum: 1 } } },
  },
  output: { id: 'bench-steps/output', version: '1', schema: { type: 'integer' } },
  async run(ctx, { steps }) {
    for (let step = 0; step < steps; step += 1) await ctx.step('step', () => ({ ok: true, note }));
    return steps;
  },
});
