import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything of one workspace lies. */
export interface Places {
  readonly workspace: string;
  readonly database: string;
  readonly recordsDb: string;
  readonly artifactFolder: string;
  readonly releasesFolder: string;
  readonly outboxFolder: string;
  /** A file for each secret, made with the first. */
  readonly secretsFolder: string;
  /** Where backups are made unless another folder is named; made with the first. */
  readonly backupFolder: string;
  /** Reports of policies that were tried on the past; made with the first. */
  readonly simulationFolder: string;
  /** An empty folder: a Node thread under `--permission` may read its process's working folder, so there must be nothing in it. */
  readonly emptyFolder: string;
  /** Stands beside the database; agent hosts must fail to read it. */
  readonly decoy: string;
  readonly tokenFile: string;
}

/** Where everything of this workspace lies; nothing is made. */
export function placesOf(workspace: string): Places {
  return {
    workspace,
    database: join(workspace, 'lanekeeper.db'),
    recordsDb: join(workspace, 'records.db'),
    artifactFolder: join(workspace, 'artifacts'),
    releasesFolder: join(workspace, 'releases'),
    outboxFolder: join(workspace, 'outbox'),
    secretsFolder: join(workspace, 'secrets'),
    backupFolder: join(workspace, 'backups'),
    simulationFolder: join(workspace, 'simulations'),
    emptyFolder: join(workspace, 'empty'),
    decoy: join(workspace, 'host-check.decoy'),
    tokenFile: join(workspace, 'host-check.token'),
  };
}

/** Makes the folders that are missing; only this user may look inside. */
export function openPlaces(workspace: string): Places {
  const places = placesOf(workspace);
  mkdirSync(workspace, { recursive: true, mode: 0o700 });
  for (const folder of [places.artifactFolder, places.releasesFolder, places.outboxFolder, places.emptyFolder])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Written once: that they are there is what counts, and a full disk would leave them empty.
  for (const file of [places.decoy, places.tokenFile])
    if (!existsSync(file)) writeFileSync(file, 'An agent host that can read this is not contained.\n', { mode: 0o600 });
  return places;
}
