import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditVerdict } from '../../shared/domain/audit.ts';
import type { LanekeeperError } from '../../shared/errors.ts';
import type { Clock } from '../../electron/runtime/ports.ts';
import { createAuditReads } from '../../electron/runtime/store/read/audit-reads.ts';
import { migrate } from '../../electron/runtime/store/migrations/migrations.ts';
import { openReader, openWriter, type Db } from '../../electron/runtime/store/open.ts';
import { createSqliteEngine, type SqliteEngine } from '../../electron/runtime/store/sqlite-engine.ts';
import { createStores } from '../../electron/runtime/store/stores.ts';
import { enterWorkspace } from '../../electron/runtime/store/workspace-meta.ts';
import { systemIds } from '../../electron/runtime/system-ports.ts';
import { createFakeClock } from './fake-clock.ts';

/** The engine over a real database file, with a clock that a test holds in its hand. */
export interface TestEngine {
  readonly folder: string;
  readonly engine: SqliteEngine;
  readonly db: Db;
  /** A second connection, as a reader has it. */
  readonly reader: Db;
  readonly epoch: number;
  /** What the engine said of its health: an error when degraded, null when well again. */
  readonly health: (LanekeeperError | null)[];
  readonly lost: unknown[];
  verify(): AuditVerdict;
  /** Another process takes the workspace over. */
  raiseEpoch(): void;
  close(): void;
}

export interface TestEngineOptions {
  readonly folder?: string;
  readonly clock?: Clock;
  readonly driftAlert?: (agentId: string) => boolean;
}

export function openTestEngine(options: TestEngineOptions = {}): TestEngine {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'lanekeeper-engine-'));
  const file = join(folder, 'lanekeeper.db');
  const db = openWriter(file);
  migrate(db);
  const meta = enterWorkspace(db);
  const health: (LanekeeperError | null)[] = [];
  const lost: unknown[] = [];
  const engine = createSqliteEngine({
    db,
    stores: createStores(db, meta.instanceId),
    clock: options.clock ?? createFakeClock(),
    ids: systemIds,
    ...meta,
    bootId: systemIds.uuid(),
    ...(options.driftAlert === undefined ? {} : { driftAlert: options.driftAlert }),
    onLost: (error) => lost.push(error),
    onDegraded: (error) => health.push(error),
  });
  const reader = openReader(file);
  return {
    folder,
    engine,
    db,
    reader,
    epoch: meta.epoch,
    health,
    lost,
    verify: () => createAuditReads(reader).verify(),
    raiseEpoch() {
      const other = openWriter(file);
      other.prepare("UPDATE meta SET value = value + 1 WHERE key = 'owner-epoch'").run();
      other.close();
    },
    close() {
      reader.close();
      db.close();
    },
  };
}
