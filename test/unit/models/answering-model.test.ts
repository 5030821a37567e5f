import { expect, test } from 'vitest';
import { answeringModel } from '../../../electron/runtime/threads/frame-status.ts';
import type { ModelEndpoint } from '../../../shared/domain/model-endpoint.ts';

const endpoint: ModelEndpoint = {
  endpointId: 'local',
  title: 'Local models',
  kind: 'compatible',
  baseUrl: 'http://127.0.0.1:11434/v1',
  apiVersion: null,
  keyRef: null,
  isLocal: true,
  caPem: null,
  prices: {},
  timeoutMs: 60_000,
};
const links = [{ endpointId: 'local', model: 'small-1' }];

test('the frame names the first endpoint of the chat chain, and the embedded engine as the last resort', () => {
  const modelChains = [{ purpose: 'chat' as const, links, ofLabels: [] }];
  expect(answeringModel({ modelEndpoints: [], modelChains: [] })).toBe('embedded language engine');
  expect(answeringModel({ modelEndpoints: [endpoint], modelChains })).toBe(
    'small-1 at local; last resort: embedded language engine',
  );
  // An endpoint that was taken away answers nobody.
  expect(answeringModel({ modelEndpoints: [], modelChains })).toBe('embedded language engine');
});
