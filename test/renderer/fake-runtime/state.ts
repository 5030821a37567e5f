import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSummary } from '../../../shared/domain/agent.ts';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import type { AuditEvent } from '../../../shared/domain/audit.ts';
import type { EffectSummary } from '../../../shared/domain/effect.ts';
import type { Profile } from '../../../shared/domain/person.ts';
import type { Queue } from '../../../shared/domain/queue.ts';
import type { Artifact, JournalRecord, RunSummary } from '../../../shared/domain/run.ts';
import { defaultRouting } from '../../../shared/domain/routing.ts';
import type { ScheduleSummary } from '../../../shared/domain/schedule.ts';
import type { Preferences } from '../../../shared/domain/preferences.ts';
import type { StandingGrant } from '../../../shared/domain/standing-grant.ts';
import type { Settings, StandingHold, Stop } from '../../../shared/domain/workspace.ts';
import type { Sha256 } from '../../../shared/ids.ts';
import { firstQueues } from './queue-handlers.ts';
import { asId } from '../../../shared/ids.ts';

export interface Complaint {
  readonly id: string;
  readonly date: string;
  readonly product: string;
  readonly issue: string;
  readonly company: string;
  readonly state: string;
  readonly text: string;
}

/** Everything the stand-in remembers; plain maps, nothing durable. */
export interface FakeState {
  readonly people: Profile[];
  readonly agents: AgentSummary[];
  readonly runs: Map<string, RunSummary>;
  readonly inputs: Map<string, unknown>;
  readonly journals: Map<string, JournalRecord[]>;
  readonly artifacts: Map<string, { artifact: Artifact; text: string }>;
  readonly approvals: Map<string, ApprovalDetail>;
  readonly effects: Map<string, EffectSummary>;
  readonly audit: AuditEvent[];
  readonly stops: Stop[];
  readonly schedules: Map<string, ScheduleSummary>;
  readonly queues: Map<string, Queue>;
  /** Standing grants, the last changed first; only the newest version of each. */
  grants: readonly StandingGrant[];
  /** Runs whose dead letter was dismissed. */
  readonly dismissed: Set<string>;
  readonly uploads: Map<string, { name: string; bytes: number; received: number; head: string }>;
  readonly complaints: readonly Complaint[];
  settings: Settings;
  readonly preferences: Map<string, Preferences>;
  /** Why all effects wait for a person. */
  held: StandingHold | null;
  cursor: number;
  sample: boolean;
}

/** Real public complaints, see the file's own `source`. */
export function readComplaints(): readonly Complaint[] {
  const text = readFileSync(join(import.meta.dirname, 'complaints.json'), 'utf8');
  return (JSON.parse(text) as { rows: Complaint[] }).rows;
}

/** An empty workspace: nobody, no run. */
export function emptyState(): FakeState {
  return {
    people: [],
    agents: [],
    runs: new Map(),
    schedules: new Map(),
    queues: firstQueues(),
    grants: [],
    dismissed: new Set(),
    inputs: new Map(),
    journals: new Map(),
    artifacts: new Map(),
    approvals: new Map(),
    effects: new Map(),
    audit: [],
    stops: [],
    held: null,
    uploads: new Map(),
    complaints: readComplaints(),
    preferences: new Map(),
    settings: {
      publishFolder: null,
      smtp: null,
      outboxFrom: 'support@example.test',
      egress: [],
      modelEndpoints: [],
      modelChains: [],
      timeZone: null,
      unstatedTokens: 20_000,
      unstatedMoney: 500_000,
      keepRunsDays: null,
      escalation: null,
      reminders: [0.5, 0.9],
      latencyBudgetMs: 10_000,
      routing: defaultRouting,
      rejectReasons: ['Wrong or unsupported facts', 'Tone or wording'],
    },
    cursor: 0,
    sample: false,
  };
}

/** Hex SHA-256 of a text. */
export function sha256(text: string): Sha256 {
  return asId<Sha256>(createHash('sha256').update(text).digest('hex'));
}

let counter = 0;

/** A UUIDv7-shaped id; the same in every process for the same sequence of calls. */
export function fakeId(): string {
  counter += 1;
  const tail = sha256(`id ${counter}`).slice(0, 12);
  return `019aa3c0-7${String(counter % 4096)
    .padStart(3, '0')
    .slice(-3)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${sha256(`tail ${counter}`).slice(0, 12)}`;
}

/** Canonical JSON, good enough for keys and strings of the fixture. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
