import { defaultHostLimits, type AgentSummary } from '../../../../shared/domain/agent.ts';
import type { Person } from '../../../../shared/domain/person.ts';
import type { Settings, WorkspaceStatus } from '../../../../shared/domain/workspace.ts';
import type { Db } from '../open.ts';
import { lastApprover } from './approval-where.ts';
import { createReleaseHoldReads } from './release-holds.ts';
import { personFromRow, releaseFromRow, settingsFromValue, stopFromRow } from '../workspace-store.ts';

type Row = Record<string, unknown>;

/** The part of the frame's status that is in the database; the supervisor adds load, health and time. */
export type StoredStatus = Pick<
  WorkspaceStatus,
  'instanceId' | 'engineId' | 'sample' | 'fresh' | 'people' | 'badges' | 'atBudget' | 'unknown' | 'stops' | 'holding'
> & { readonly pending: number; readonly queued: number };

export interface WorkspaceReads {
  status(): StoredStatus;
  people(): { people: Person[] };
  agents(): { agents: AgentSummary[] };
  settings(): Settings;
}

export function createWorkspaceReads(db: Db): WorkspaceReads {
  const meta = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const counter = db.prepare('SELECT n FROM counter WHERE name = ?').pluck();
  const people = db.prepare('SELECT * FROM person ORDER BY person_id');
  const proposed = db.prepare("SELECT count(*) FROM standing_grant WHERE status = 'proposed'").pluck();
  const stops = db.prepare('SELECT * FROM stop ORDER BY at_ms');
  const sample = db.prepare('SELECT 1 FROM run WHERE is_sample = 1 LIMIT 1');
  const held = db.prepare(
    `SELECT approval_id AS approvalId, effect.title AS title, ${lastApprover} AS approvedBy,
       effect.hold_until_ms AS holdUntilMs, hold_ms AS holdMs
     FROM effect JOIN approval USING (approval_id)
     WHERE effect.status = 'holding' ORDER BY effect.hold_until_ms LIMIT 20`,
  );
  const isAtBudget = "json_extract(pause, '$.budget.measure') IS NOT NULL";
  const atBudget = db.prepare(
    `SELECT run_id AS runId, title, pause ->> '$.reason' AS reason FROM run WHERE ${isAtBudget} ORDER BY run_id DESC LIMIT 20`,
  );
  const atBudgetCount = db.prepare(`SELECT count(*) FROM (SELECT 1 FROM run WHERE ${isAtBudget} LIMIT 1000)`).pluck();
  const unknown = db.prepare(
    "SELECT effect_id AS effectId, approval_id AS approvalId, title FROM effect WHERE status = 'unknown' ORDER BY effect_id LIMIT 20",
  );
  const unknownCount = db.prepare("SELECT count(*) FROM effect WHERE status = 'unknown'").pluck();
  const heldCount = db.prepare("SELECT count(*) FROM effect WHERE status = 'holding'").pluck();
  const agents = db.prepare(
    `SELECT release.*, agent.runs, pause.by_person AS pausedBy, pause.reason AS pausedWhy, pause.at_ms AS pausedAtMs
     FROM agent JOIN release USING (release_hash) LEFT JOIN agent_pause AS pause ON pause.agent_id = agent.agent_id
     ORDER BY agent.agent_id`,
  );
  const releaseHolds = createReleaseHoldReads(db);
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();
  const count = (name: string): number => (counter.get(name) as number | undefined) ?? 0;

  return {
    status() {
      const pending = count('approval:pending') + count('approval:partly-approved');
      const proposedGrants = proposed.get() as number;
      const questions = count('question:open');
      const everyone = people.all().map((row) => personFromRow(row as Row));
      const holding = held.all() as Omit<StoredStatus['holding'][number], 'count'>[];
      const standing = atBudgetCount.get() as number;
      const all = holding.length === 0 ? 0 : (heldCount.get() as number);
      return {
        instanceId: meta.get('instance-id') as string,
        engineId: meta.get('engine-id') as string,
        sample: sample.get() !== undefined,
        fresh: everyone.length === 0 && count('run') === 0,
        people: everyone,
        badges: {
          inbox: pending + proposedGrants + questions,
          runs: count('run:needs-attention') + count('run:failed') + standing,
          grants: proposedGrants,
          questions,
        },
        atBudget: { count: standing, runs: atBudget.all() as StoredStatus['atBudget']['runs'] },
        unknown: {
          count: unknownCount.get() as number,
          effects: unknown.all() as StoredStatus['unknown']['effects'],
        },
        stops: stops.all().map((row) => stopFromRow(row as Row)),
        holding: holding.map((item, index) => ({ ...item, count: index === 0 ? all : 1 })),
        pending,
        queued: count('run:queued'),
      };
    },
    people: () => ({ people: people.all().map((row) => personFromRow(row as Row)) }),
    agents: () => ({
      agents: agents.all().map((row) => {
        const release = releaseFromRow(row as Row);
        return {
          agentId: release.agentId,
          title: release.manifest.title,
          description: release.manifest.description,
          version: release.manifest.version,
          builtIn: release.builtIn,
          releaseHash: release.releaseHash,
          addedBy: release.addedBy,
          addedAtMs: release.addedAtMs,
          tools: [...release.manifest.tools],
          isolation: release.manifest.isolation,
          input: release.input,
          output: release.output,
          takesFile: release.takesFile,
          runs: (row as Row)['runs'] as number,
          pause: pauseOf(row as Row),
          releaseHold: releaseHolds.of(release.releaseHash),
          limits: release.manifest.limits ?? defaultHostLimits,
        };
      }),
    }),
    settings: () => settingsFromValue(settings.get()),
  };
}

function pauseOf(row: Row): AgentSummary['pause'] {
  if (row['pausedAtMs'] === null) return null;
  return { by: row['pausedBy'] as string, reason: row['pausedWhy'] as string, atMs: row['pausedAtMs'] as number };
}
