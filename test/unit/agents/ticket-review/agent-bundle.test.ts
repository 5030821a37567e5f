import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../../../dist/agents/ticket-review/', import.meta.url);

test('the built agent is one module that imports the SDK and nothing else, beside its manifest', () => {
  const bundle = readFileSync(new URL('agent.js', folder), 'utf8');
  const imports = [...bundle.matchAll(/^import\b[^;]*?from\s*["']([^"']+)["'];?$/gm)].map(([, from]) => from);
  expect(imports).toEqual(['lanekeeper/sdk']);
  expect(bundle).not.toContain('createRequire');
  expect(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))).toMatchObject({
    id: 'ticket-review',
    module: 'agent.js',
  });
});
