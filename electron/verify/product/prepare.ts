import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy } from '../../runtime/policies/default-policy.ts';
import { policyHash } from '../../runtime/policies/parse.ts';
import { migrate } from '../../runtime/store/migrations/migrations.ts';
import { openWriter } from '../../runtime/store/open.ts';
import { createSqliteEngine } from '../../runtime/store/sqlite-engine.ts';
import { createStores } from '../../runtime/store/stores.ts';
import { enterWorkspace } from '../../runtime/store/workspace-meta.ts';
import { systemClock, systemIds } from '../../runtime/system-ports.ts';
import type { Policy } from '../../../shared/domain/policy.ts';

/** One store under test: `workspace/` and, beside it, the folder that reports are published to. */
export interface Ground {
  readonly root: string;
  readonly workspace: string;
  readonly published: string;
}

/** The default policy without hold windows: a window would only make each round longer. */
const policy: Policy = {
  ...defaultPolicy,
  id: 'verify-durability',
  rules: defaultPolicy.rules.map((rule) => ({ ...rule, holdSeconds: 0 })),
};

/** An empty store at `root` with the policy in force; what was there is removed. */
export async function prepareGround(root: string): Promise<Ground> {
  rmSync(root, { recursive: true, force: true });
  const ground: Ground = { root, workspace: join(root, 'workspace'), published: join(root, 'published') };
  mkdirSync(ground.workspace, { recursive: true, mode: 0o700 });
  mkdirSync(ground.published);
  const db = openWriter(join(ground.workspace, 'lanekeeper.db'));
  try {
    migrate(db);
    const meta = enterWorkspace(db);
    const engine = createSqliteEngine({
      db,
      stores: createStores(db, meta.instanceId),
      clock: systemClock,
      ids: systemIds,
      ...meta,
      bootId: systemIds.uuid(),
      onLost: () => undefined,
      onDegraded: () => undefined,
    });
    await engine.transact({}, (_state, env) => ({
      ok: true,
      changes: [{ put: 'policy', state: { policy, hash: policyHash(policy) }, atMs: env.nowMs }],
      reply: null,
    }));
  } finally {
    db.close();
  }
  return ground;
}
