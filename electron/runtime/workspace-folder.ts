import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this system keeps application data, and what decides it. */
export interface SystemPlaces {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The folder of the workspace that is meant: the one named, else the one in the system's application-data folder. */
export function workspaceFolder(named: string | undefined, places: SystemPlaces = thisSystem()): string {
  if (named !== undefined && named !== '') return resolve(named);
  return join(applicationFolder(places), 'workspace');
}

function thisSystem(): SystemPlaces {
  return { platform: process.platform, home: homedir(), env: process.env };
}

function applicationFolder({ platform, home, env }: SystemPlaces): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Lanekeeper');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Lanekeeper');
  const stated = env['XDG_DATA_HOME'];
  const base = stated?.startsWith('/') ? stated : join(home, '.local', 'share');
  return join(base, 'lanekeeper');
}
