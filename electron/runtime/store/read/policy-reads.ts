import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { Policy } from '../../../../shared/domain/policy.ts';
import type { PendingOutlook } from '../../../../shared/domain/policy-outlook.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import { judgeAgain, movesOf, type StoredAction } from '../../policies/judge-again.ts';
import { parsePolicy } from '../../policies/parse.ts';
import { effectFromRow, type Row } from '../effect-rows.ts';
import type { Db } from '../open.ts';

/** Items looked at while a policy is typed, and those of them that are told. */
const mostPending = 5_000;
const mostTold = 100;

export interface PolicyReads {
  check(input: MethodArguments<'policy.check'>): MethodOutput<'policy.check'>;
}

export function createPolicyReads(db: Db): PolicyReads {
  const pending = db.prepare(
    `SELECT effect.*, undone.envelope AS undone_envelope FROM approval JOIN effect USING (effect_id)
     LEFT JOIN effect AS undone ON undone.effect_id = effect.compensates
     WHERE approval.status IN ('pending', 'partly-approved') LIMIT ?`,
  );

  function outlook(policy: Policy): PendingOutlook {
    const rows = pending.all(mostPending + 1) as Row[];
    const seen = rows.slice(0, mostPending).map((row) => judgeAgain(policy, actionFromRow(row)));
    const judged = seen.filter((change) => change !== null);
    const changes = judged.filter(({ from, to }) => from !== to);
    return {
      looked: seen.length,
      unknown: seen.length - judged.length,
      changed: changes.length,
      isCut: rows.length > mostPending,
      moves: [...movesOf(changes)],
      changes: changes.slice(0, mostTold),
    };
  }

  return {
    check({ text }) {
      const reading = parsePolicy(text);
      if (!reading.ok) return { problems: [...reading.problems], hash: null, pending: null };
      return { problems: [], hash: reading.hash, pending: outlook(reading.policy) };
    },
  };
}

function actionFromRow(row: Row): StoredAction {
  const { createdAtMs: atMs, ...effect } = effectFromRow(row);
  const envelope = JSON.parse(effect.envelope) as Envelope;
  const undone = row['undone_envelope'] as string | null;
  const judged = undone === null ? envelope : (JSON.parse(undone) as Envelope);
  return { ...effect, atMs, envelope, judgedParams: judged.params as JsonObject };
}
