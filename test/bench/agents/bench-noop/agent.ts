import { defineAgent } from 'lanekeeper/sdk';
import manifest from './manifest.json' with { type: 'json' };

/** Ends as soon as it starts. */
export default defineAgent({
  manifest,
  input: { id: 'bench-noop/input', version: '1', schema: { type: 'object' } },
  output: { id: 'bench-noop/output', version: '1', schema: { type: 'null' } },
  run: async () => null,
});
