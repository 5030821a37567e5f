import { cardGrantSchema, type CardGrant } from '../../../../shared/domain/grant-backtest.ts';
import type { Db } from '../open.ts';

/** What a standing grant had to do with an action; null: nothing. */
export function createCardGrant(db: Db): (effectId: string) => CardGrant | null {
  const use = db.prepare(
    `SELECT grant_id AS grantId, version, json_extract(terms, '$.title') AS title, grant_use.status, note
     FROM grant_use JOIN standing_grant USING (grant_id, version) WHERE effect_id = ?`,
  );
  return (effectId) => {
    const row = use.get(effectId);
    return row === undefined ? null : cardGrantSchema.parse(row);
  };
}
