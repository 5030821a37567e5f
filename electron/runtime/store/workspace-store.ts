import { hash } from 'node:crypto';
import { manifestSchema } from '../../../shared/domain/agent.ts';
import { profileSchema, type Profile } from '../../../shared/domain/person.ts';
import { settingsSchema, type Settings, type Stop, type StopScope } from '../../../shared/domain/workspace.ts';
import type { AgentPause, ArtifactState, PolicyState, ReleaseState } from '../engine/states.ts';
import { emptySettings } from './empty-settings.ts';
import type { Db } from './open.ts';

export interface WorkspaceStore {
  person(personId: string): Profile | null;
  people(): readonly Profile[];
  putPerson(person: Profile, atMs: number): void;
  release(releaseHash: string): ReleaseState | null;
  agent(agentId: string): ReleaseState | null;
  putRelease(release: ReleaseState, inForce: boolean): void;
  /** Adds to an agent's number of runs. */
  countRuns(agentId: string, by: number): void;
  policy(): PolicyState | null;
  putPolicy(policy: PolicyState, atMs: number): void;
  /** Whether a policy was ever in force under this version. */
  hasPolicy(policyId: string, version: number): boolean;
  /** The policy that an effect put in force. */
  policyOf(effectId: string): { readonly id: string; readonly version: number } | null;
  stops(): readonly Stop[];
  putStop(stop: Stop): void;
  liftStop(scope: StopScope): void;
  /** Hashes of all releases of an agent that were ever added. */
  releasesOf(agentId: string): readonly string[];
  /** Whether any release that was ever added may use a tool of this id. */
  namesTool(toolId: string): boolean;
  agentPauses(): readonly AgentPause[];
  putAgentPause(pause: AgentPause): void;
  endAgentPause(agentId: string): void;
  settings(): Settings;
  putSettings(settings: Settings): void;
  putArtifact(artifact: ArtifactState): void;
  artifactsOf(runId: string): readonly ArtifactState[];
  nextArtifactVersion(runId: string, name: string): number;
  /** Drops what is kept in memory, after a rollback. */
  forget(): void;
}

/** The small tables that most decisions look at; read from memory, written through. */
export function createWorkspaceStore(db: Db): WorkspaceStore {
  const person = db.prepare('SELECT * FROM person WHERE person_id = ?');
  const putPerson = db.prepare(
    `INSERT INTO person (person_id, printed_name, role, created_at_ms, identity, absence)
     VALUES (@personId, @printedName, @role, @atMs, @identity, @absence)
     ON CONFLICT (person_id) DO UPDATE SET identity = excluded.identity, absence = excluded.absence`,
  );
  const people = db.prepare('SELECT * FROM person ORDER BY person_id');
  const release = db.prepare('SELECT * FROM release WHERE release_hash = ?');
  const agent = db.prepare('SELECT release.* FROM agent JOIN release USING (release_hash) WHERE agent.agent_id = ?');
  const putRelease = db.prepare(
    `INSERT INTO release (release_hash, agent_id, manifest, contracts, built_in, added_by, added_at_ms)
     VALUES (@releaseHash, @agentId, @manifest, @contracts, @builtIn, @addedBy, @addedAtMs) ON CONFLICT DO NOTHING`,
  );
  const putAgent = db.prepare(
    'INSERT INTO agent (agent_id, release_hash) VALUES (?, ?) ON CONFLICT (agent_id) DO UPDATE SET release_hash = excluded.release_hash',
  );
  const countRuns = db.prepare('UPDATE agent SET runs = runs + ? WHERE agent_id = ?');
  const policy = db.prepare('SELECT document, hash, change FROM policy WHERE in_force = 1');
  const retirePolicies = db.prepare('UPDATE policy SET in_force = 0, ended_at_ms = ? WHERE in_force = 1');
  const putPolicy = db.prepare(
    `INSERT INTO policy (policy_id, version, hash, document, in_force, at_ms, effect_id, change)
     VALUES (@policyId, @version, @hash, @document, 1, @atMs, @effectId, @change)`,
  );
  const hasPolicy = db.prepare('SELECT 1 FROM policy WHERE policy_id = ? AND version = ?');
  const policyOf = db.prepare('SELECT policy_id AS id, version FROM policy WHERE effect_id = ?');
  const stops = db.prepare('SELECT * FROM stop ORDER BY at_ms');
  const putStop = db.prepare(
    'INSERT OR REPLACE INTO stop (scope_kind, scope_id, by_person, reason, at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const liftStop = db.prepare('DELETE FROM stop WHERE scope_kind = ? AND scope_id = ?');
  const pauses = db.prepare(
    'SELECT agent_id AS agentId, by_person AS by, reason, at_ms AS atMs FROM agent_pause ORDER BY agent_id',
  );
  const putPause = db.prepare(
    'INSERT OR REPLACE INTO agent_pause (agent_id, by_person, reason, at_ms) VALUES (@agentId, @by, @reason, @atMs)',
  );
  const releasesOf = db.prepare('SELECT release_hash FROM release WHERE agent_id = ?').pluck();
  const namesTool = db.prepare(
    "SELECT 1 FROM release, json_each(release.manifest, '$.tools') AS tool WHERE tool.value = ? LIMIT 1",
  );
  const endPause = db.prepare('DELETE FROM agent_pause WHERE agent_id = ?');
  const settings = db.prepare("SELECT value FROM setting WHERE key = 'settings'").pluck();
  const putSettings = db.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)');
  const putArtifact = db.prepare(
    `INSERT INTO artifact (artifact_id, run_id, name, version, role, media_type, sha256, bytes, items, at_ms)
     VALUES (@artifactId, @runId, @name, @version, @role, @mediaType, @sha256, @bytes, @items, @atMs)`,
  );
  const artifactsOf = db.prepare(
    `SELECT artifact_id AS artifactId, run_id AS runId, name, version, role, media_type AS mediaType, sha256, bytes, items,
       at_ms AS atMs FROM artifact WHERE run_id = ? ORDER BY artifact_id`,
  );
  const nextVersion = db
    .prepare('SELECT coalesce(max(version), 0) + 1 FROM artifact WHERE run_id = ? AND name = ?')
    .pluck();

  let keptPolicy: PolicyState | null = null;
  let keptStops: readonly Stop[] | null = null;
  let keptPauses: readonly AgentPause[] | null = null;
  let keptSettings: Settings | null = null;
  const keptReleases = new Map<string, ReleaseState>();
  const keptAgents = new Map<string, ReleaseState>();
  const keptPeople = new Map<string, Profile>();
  let keptEverybody: readonly Profile[] | null = null;

  return {
    person(personId) {
      const known = keptPeople.get(personId);
      if (known !== undefined) return known;
      const row = person.get(personId) as Record<string, unknown> | undefined;
      if (row === undefined) return null;
      const state = personFromRow(row);
      keptPeople.set(personId, state);
      return state;
    },
    people() {
      keptEverybody ??= people.all().map((row) => personFromRow(row as Record<string, unknown>));
      return keptEverybody;
    },
    putPerson(state, atMs) {
      const absence = state.absence === null ? null : JSON.stringify(state.absence);
      const identity = state.identity === state.personId ? null : state.identity;
      putPerson.run({ ...state, absence, identity, atMs });
      keptPeople.delete(state.personId);
      keptEverybody = null;
    },
    release(releaseHash) {
      const known = keptReleases.get(releaseHash);
      if (known !== undefined) return known;
      const row = release.get(releaseHash) as Record<string, unknown> | undefined;
      if (row === undefined) return null;
      const state = releaseFromRow(row);
      keptReleases.set(releaseHash, state);
      return state;
    },
    agent(agentId) {
      const known = keptAgents.get(agentId);
      if (known !== undefined) return known;
      const row = agent.get(agentId) as Record<string, unknown> | undefined;
      if (row === undefined) return null;
      const state = releaseFromRow(row);
      keptAgents.set(agentId, state);
      return state;
    },
    putRelease(state, inForce) {
      keptAgents.delete(state.agentId);
      putRelease.run({
        releaseHash: state.releaseHash,
        agentId: state.agentId,
        manifest: JSON.stringify(state.manifest),
        contracts: JSON.stringify({ input: state.input, output: state.output, takesFile: state.takesFile }),
        builtIn: state.builtIn ? 1 : 0,
        addedBy: state.addedBy,
        addedAtMs: state.addedAtMs,
      });
      if (inForce) putAgent.run(state.agentId, state.releaseHash);
    },
    countRuns: (agentId, by) => void countRuns.run(by, agentId),
    policy() {
      if (keptPolicy !== null) return keptPolicy;
      const row = policy.get() as PolicyRow | undefined;
      if (row === undefined) return null;
      keptPolicy = policyFromRow(row);
      return keptPolicy;
    },
    putPolicy(state, atMs) {
      retirePolicies.run(atMs);
      putPolicy.run({
        policyId: state.policy.id,
        version: state.policy.version,
        hash: state.hash,
        document: JSON.stringify(state.policy),
        atMs,
        effectId: state.change?.effectId ?? null,
        change: state.change === undefined ? null : JSON.stringify(state.change),
      });
      keptPolicy = state;
    },
    hasPolicy: (policyId, version) => hasPolicy.get(policyId, version) !== undefined,
    policyOf: (effectId) => (policyOf.get(effectId) as { id: string; version: number } | undefined) ?? null,
    stops() {
      keptStops ??= stops.all().map((row) => stopFromRow(row as Record<string, unknown>));
      return keptStops;
    },
    putStop(stop) {
      putStop.run(stop.scope.kind, stop.scope.kind === 'all' ? '' : stop.scope.id, stop.by, stop.reason, stop.atMs);
      keptStops = null;
    },
    liftStop(scope) {
      liftStop.run(scope.kind, scope.kind === 'all' ? '' : scope.id);
      keptStops = null;
    },
    namesTool: (toolId) => namesTool.get(toolId) !== undefined,
    releasesOf: (agentId) => releasesOf.all(agentId) as string[],
    agentPauses() {
      keptPauses ??= pauses.all() as AgentPause[];
      return keptPauses;
    },
    putAgentPause(state) {
      putPause.run(state);
      keptPauses = null;
    },
    endAgentPause(agentId) {
      endPause.run(agentId);
      keptPauses = null;
    },
    settings() {
      keptSettings ??= settingsFromValue(settings.get());
      return keptSettings;
    },
    putSettings(state) {
      const value = JSON.stringify(state);
      putSettings.run('settings', value);
      putSettings.run('settings-sha256', settingsHash(value));
      keptSettings = state;
    },
    putArtifact: (state) => void putArtifact.run(state),
    artifactsOf: (runId) => artifactsOf.all(runId) as ArtifactState[],
    nextArtifactVersion: (runId, name) => nextVersion.get(runId, name) as number,
    forget() {
      keptPolicy = null;
      keptStops = null;
      keptPauses = null;
      keptSettings = null;
      keptReleases.clear();
      keptAgents.clear();
      keptPeople.clear();
      keptEverybody = null;
    },
  };
}

interface PolicyRow {
  readonly document: string;
  readonly hash: string;
  readonly change: string | null;
}

export function policyFromRow({ document, hash: policyHash, change }: PolicyRow): PolicyState {
  return {
    policy: JSON.parse(document) as PolicyState['policy'],
    hash: policyHash,
    ...(change === null ? {} : { change: JSON.parse(change) as NonNullable<PolicyState['change']> }),
  };
}

export function personFromRow(row: Record<string, unknown>): Profile {
  const absence = row['absence'];
  return profileSchema.parse({
    personId: row['person_id'],
    printedName: row['printed_name'],
    role: row['role'],
    identity: row['identity'] ?? row['person_id'],
    absence: typeof absence === 'string' ? JSON.parse(absence) : null,
  });
}

/** Kept beside the settings: a bit that flipped on the disk would send replies elsewhere without a word. */
export function settingsHash(value: string): string {
  return hash('sha256', value, 'hex');
}

export function settingsFromValue(value: unknown): Settings {
  return typeof value === 'string' ? settingsSchema.parse({ ...emptySettings, ...JSON.parse(value) }) : emptySettings;
}

export function stopFromRow(row: Record<string, unknown>): Stop {
  const kind = row['scope_kind'] as StopScope['kind'];
  const scope = kind === 'all' ? { kind } : { kind, id: row['scope_id'] as string };
  return { scope, by: row['by_person'] as string, reason: row['reason'] as string, atMs: row['at_ms'] as number };
}

export function releaseFromRow(row: Record<string, unknown>): ReleaseState {
  const contracts = JSON.parse(row['contracts'] as string) as Pick<ReleaseState, 'input' | 'output' | 'takesFile'>;
  return {
    releaseHash: row['release_hash'] as string,
    agentId: row['agent_id'] as string,
    // What was stored before a field was known has its default.
    manifest: manifestSchema.parse(JSON.parse(row['manifest'] as string)),
    input: contracts.input,
    output: contracts.output,
    takesFile: contracts.takesFile,
    builtIn: row['built_in'] === 1,
    addedBy: row['added_by'] as string,
    addedAtMs: row['added_at_ms'] as number,
  };
}
