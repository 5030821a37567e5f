import type { Db } from '../open.ts';

/** The samples of standing grants by their run: looked for whenever a grant lets something of that run through. */
export function grantSamples(db: Db): void {
  db.exec("CREATE INDEX grant_use_sampled ON grant_use (run_id) WHERE status = 'sampled'");
}
