import type { Db } from '../open.ts';

/**
 * What an action puts at stake, for the order of the inbox. What waits already is given its tier and whether it leaves
 * the machine or can be undone; what is decided is not ordered by it.
 */
export function approvalRisk(db: Db): void {
  db.exec(`
    ALTER TABLE approval ADD COLUMN risk INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE approval ADD COLUMN risk_factors TEXT NOT NULL DEFAULT '[]';
    UPDATE approval SET risk_factors = (
      SELECT json_group_array(factor) FROM (
        SELECT 'two-people' AS factor WHERE approval.tier = 'gate-two'
        UNION ALL SELECT 'cannot-be-undone' FROM effect WHERE effect.effect_id = approval.effect_id AND NOT json_extract(facts, '$.canCompensate')
        UNION ALL SELECT 'leaves-this-machine' FROM effect WHERE effect.effect_id = approval.effect_id AND json_extract(facts, '$.leaves')))
      WHERE status IN ('pending', 'partly-approved');
    UPDATE approval SET risk = (1 << json_array_length(risk_factors)) * (CASE tier WHEN 'gate-two' THEN 2 ELSE 1 END)
      WHERE status IN ('pending', 'partly-approved');
    CREATE INDEX approval_latest ON approval (coalesce(decided_at_ms, created_at_ms) DESC, approval_id);
  `);
}
