import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { BacktestCase } from '../../../../shared/domain/grant-backtest.ts';
import { dayMs } from '../../../../shared/domain/standing-grant.ts';
import type { AtMs } from '../../../../shared/ids.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import type { PastAction } from '../../grants/past-action.ts';
import { choosesByInput } from '../../policies/facts.ts';
import { effectFromRow, type Row } from '../effect-rows.ts';
import type { Db } from '../open.ts';

/** Actions that are looked at: the newest so many. */
const mostLooked = 20_000;

/** What one person was asked about in the last days, of an agent and its tool; oldest first. */
export type PastActions = (
  of: { readonly agentId: string; readonly toolId: string; readonly days: number },
  nowMs: AtMs,
) => { readonly actions: readonly PastAction[]; readonly isCut: boolean };

const verdicts = { reject: 'rejected', respond: 'answered', edit: 'edited' } as const;

export function createPastActions(db: Db): PastActions {
  // An id begins with the time it was made at, so the days are a range of the key.
  const asked = db.prepare(
    `SELECT effect.*, approval.fingerprint, approval.money_micros, approval.money_currency FROM approval JOIN effect USING (effect_id)
     WHERE approval.approval_id >= @from AND approval.agent_id = @agentId AND approval.tool_id = @toolId
       AND approval.tier = 'gate' AND effect.compensates IS NULL AND effect.generation = 1 AND effect.supersedes IS NULL
     ORDER BY approval.approval_id DESC LIMIT ${mostLooked + 1}`,
  );
  const decisions = db.prepare(
    `SELECT decision, person_id, printed_name, reason FROM decision WHERE approval_id = ? ORDER BY decision_id`,
  );
  const undone = db.prepare("SELECT 1 FROM effect WHERE compensates = ? AND status = 'done' LIMIT 1").pluck();

  function read(row: Row): PastAction {
    const effect = effectFromRow(row);
    const { target, params } = JSON.parse(effect.envelope) as Envelope;
    const said = decisions.all(effect.approvalId) as {
      decision: string;
      person_id: string;
      printed_name: string;
      reason: string;
    }[];
    const last = said.findLast(({ decision }) => decision === 'approve' || decision in verdicts);
    const verdict = last === undefined ? undefined : verdicts[last.decision as keyof typeof verdicts];
    const isRolledBack = effect.status === 'compensated' || undone.get(effect.effectId) !== undefined;
    const against: PastAction['against'] =
      verdict !== undefined
        ? { verdict, by: last?.printed_name ?? null, reason: last?.reason ?? '' }
        : isRolledBack
          ? { verdict: 'rolled-back' satisfies BacktestCase['verdict'], by: null, reason: 'It was undone.' }
          : null;
    // What a standing grant decided says nothing of what people want, until somebody objects.
    const byPerson = last?.decision === 'approve' && !last.person_id.includes(':');
    return {
      approvalId: effect.approvalId ?? '',
      title: effect.title,
      fingerprint: row['fingerprint'] as string,
      target,
      params: params as JsonObject,
      effectClass: effect.facts.effectClass,
      money:
        row['money_currency'] === null
          ? null
          : { micros: row['money_micros'] as number, currency: row['money_currency'] as string },
      atMs: effect.createdAtMs,
      couldBeGranted: effect.facts.uninspectable.length === 0 && !choosesByInput(effect.facts.tainted ?? []),
      isApproved: byPerson,
      against,
    };
  }

  return ({ agentId, toolId, days }, nowMs) => {
    const rows = asked.all({ agentId, toolId, from: firstIdAt(nowMs - days * dayMs) }) as Row[];
    const actions = rows.slice(0, mostLooked).map(read).toReversed();
    return { actions, isCut: rows.length > mostLooked };
  };
}

/** The lowest id that can have been made at that time (UUIDv7). */
function firstIdAt(atMs: AtMs): string {
  const hex = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
