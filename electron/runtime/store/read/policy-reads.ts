import { z } from 'zod';
import type { Envelope } from '../../../../shared/domain/envelope.ts';
import type { Policy } from '../../../../shared/domain/policy.ts';
import { policyDiff } from '../../../../shared/domain/policy-diff.ts';
import type { PendingOutlook } from '../../../../shared/domain/policy-outlook.ts';
import type { PolicyVersion } from '../../../../shared/domain/policy-version.ts';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { JsonObject } from '../../../../shared/json.ts';
import { judgeAgain, movesOf, type StoredAction } from '../../policies/judge-again.ts';
import { decidersOf } from '../../policies/deciders.ts';
import type { SimulatedPage } from '../../policies/simulate.ts';
import { parsePolicy, policyHash, versionTaken } from '../../policies/parse.ts';
import { effectFromRow, type Row } from '../effect-rows.ts';
import type { Db } from '../open.ts';
import { personFromRow } from '../workspace-store.ts';

/** Items looked at while a policy is typed, and those of them that are told. */
const mostPending = 5_000;
const mostTold = 100;
/** Actions judged again in one read transaction. */
const chunkSize = 250;

interface SimulateInput {
  readonly policy: Policy;
  /** The last effect of the chunk before; empty: none. */
  readonly after: string;
  readonly sinceMs?: number;
}

export interface PolicyReads {
  show(): MethodOutput<'policy.show'>;
  versions(input: MethodArguments<'policy.versions'>): MethodOutput<'policy.versions'>;
  version(input: MethodArguments<'policy.version'>): MethodOutput<'policy.version'>;
  check(input: MethodArguments<'policy.check'>): MethodOutput<'policy.check'>;
  /** Actions there are. */
  judgedCount(input: { readonly sinceMs?: number }): number;
  /** The next chunk of them, judged again. */
  simulatePage(input: SimulateInput): SimulatedPage;
}

export function createPolicyReads(db: Db): PolicyReads {
  const pending = db.prepare(
    `SELECT effect.*, undone.envelope AS undone_envelope FROM approval JOIN effect USING (effect_id)
     LEFT JOIN effect AS undone ON undone.effect_id = effect.compensates
     WHERE approval.status IN ('pending', 'partly-approved') LIMIT ?`,
  );

  const judgedSince = db.prepare('SELECT count(*) FROM effect WHERE created_at_ms >= ?').pluck();
  const chunk = db.prepare(
    `SELECT effect.*, undone.envelope AS undone_envelope FROM effect
     LEFT JOIN effect AS undone ON undone.effect_id = effect.compensates
     WHERE effect.effect_id > ? AND effect.created_at_ms >= ? ORDER BY effect.effect_id LIMIT ?`,
  );
  const inForce = db.prepare(`${selectVersion} WHERE in_force = 1`);
  const newest = db.prepare(`${selectVersion} ORDER BY at_ms DESC, policy_id DESC, version DESC LIMIT ?`);
  const older = db.prepare(
    `${selectVersion} WHERE (at_ms, policy_id, version) < (?, ?, ?) ORDER BY at_ms DESC, policy_id DESC, version DESC LIMIT ?`,
  );
  const one = db.prepare(`${selectVersion} WHERE policy_id = ? AND version = ?`);
  const people = db.prepare('SELECT * FROM person ORDER BY person_id');

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
    show() {
      const row = inForce.get() as Row;
      const policy = documentOf(row);
      return {
        policy,
        hash: row['hash'] as string,
        inForce: versionFromRow(row),
        deciders: decidersOf(
          policy,
          people.all().map((person) => personFromRow(person as Row)),
        ),
      };
    },
    versions({ before, limit }) {
      const place = before === undefined ? null : placeIn(before);
      const rows = (place === null ? newest.all(limit + 1) : older.all(...place, limit + 1)) as Row[];
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        versions: page.map(versionFromRow),
        next: rows.length <= limit || last === undefined ? null : JSON.stringify(placeOf(last)),
      };
    },
    version({ policyId, version }) {
      const row = one.get(policyId, version) as Row | undefined;
      if (row === undefined)
        throw new LanekeeperError('not-found', `No policy ${policyId} was ever in force under version ${version}.`, {
          hint: 'The history of the policy lists those that were.',
        });
      const earlier = older.get(...placeOf(row), 1) as Row | undefined;
      const policy = documentOf(row);
      return {
        shown: versionFromRow(row),
        policy,
        replaced:
          earlier === undefined
            ? null
            : { policyId: earlier['policy_id'] as string, version: earlier['version'] as number },
        diff: earlier === undefined ? [] : [...policyDiff(documentOf(earlier), policy)],
      };
    },
    judgedCount: ({ sinceMs = 0 }) => judgedSince.get(sinceMs) as number,
    simulatePage({ policy, after, sinceMs = 0 }) {
      const rows = chunk.all(after, sinceMs, chunkSize) as Row[];
      const seen = rows.map((row) => judgeAgain(policy, actionFromRow(row)));
      const known = seen.filter((change) => change !== null);
      return {
        looked: rows.length,
        unknown: rows.length - known.length,
        moves: movesOf(known),
        rolledBackMoves: movesOf(known.filter(({ isRolledBack }) => isRolledBack)),
        changes: known.filter(({ from, to }) => from !== to),
        next: rows.length < chunkSize ? null : (rows.at(-1)?.['effect_id'] as string),
      };
    },
    check({ text }) {
      const reading = parsePolicy(text);
      if (!reading.ok) return { problems: [...reading.problems], hash: null, diff: [], pending: null };
      const now = documentOf(inForce.get() as Row);
      const { id, version } = reading.policy;
      const taken = reading.hash !== policyHash(now) && one.get(id, version) !== undefined;
      const problems = taken ? [versionTaken(text, id, version)] : [];
      return {
        problems,
        hash: reading.hash,
        diff: [...policyDiff(now, reading.policy)],
        pending: outlook(reading.policy),
      };
    },
  };
}

const selectVersion = 'SELECT policy_id, version, hash, document, at_ms, ended_at_ms, change FROM policy';

function documentOf(row: Row): Policy {
  return JSON.parse(row['document'] as string) as Policy;
}

function versionFromRow(row: Row): PolicyVersion {
  return {
    policyId: row['policy_id'] as string,
    version: row['version'] as number,
    hash: row['hash'] as string,
    title: documentOf(row).title,
    fromMs: row['at_ms'] as number,
    untilMs: row['ended_at_ms'] as number | null,
    change: row['change'] === null ? null : (JSON.parse(row['change'] as string) as PolicyVersion['change']),
  };
}

type Place = readonly [atMs: number, policyId: string, version: number];

function placeOf(row: Row): Place {
  return [row['at_ms'] as number, row['policy_id'] as string, row['version'] as number];
}

function placeIn(cursor: string): Place {
  const place = placeSchema.safeParse(JSON.parse(cursor));
  if (place.success) return place.data;
  throw new LanekeeperError('invalid-input', 'There is no such page of the history.');
}

const placeSchema = z.tuple([z.number(), z.string(), z.number()]);

function actionFromRow(row: Row): StoredAction {
  const { createdAtMs: atMs, ...effect } = effectFromRow(row);
  const envelope = JSON.parse(effect.envelope) as Envelope;
  const undone = row['undone_envelope'] as string | null;
  const judged = undone === null ? envelope : (JSON.parse(undone) as Envelope);
  return { ...effect, atMs, envelope, judgedParams: judged.params as JsonObject };
}
