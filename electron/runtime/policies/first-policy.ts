import type { Decide } from '../engine/engine-port.ts';
import { defaultPolicy } from './default-policy.ts';
import { policyHash } from './parse.ts';

/** A workspace begins with the policy that comes with the product; nobody has to decide on that. */
export const firstPolicy: Decide<Record<string, never>, null> = (_state, env) => ({
  ok: true,
  changes: [{ put: 'policy', state: { policy: defaultPolicy, hash: policyHash(defaultPolicy) }, atMs: env.nowMs }],
  reply: null,
});
