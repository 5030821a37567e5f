import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { ReleaseHold } from '../../../shared/domain/agent.ts';
import type { Check } from '../../../shared/domain/workspace.ts';
import { notContained } from '../hosts/self-check.ts';
import type { Places } from './places.ts';
import type { ReadLine } from './read-line.ts';

/** Below this the console warns before the disk is full. */
const lowBytes = 500 * 1024 * 1024;

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What works on this machine and what does not, with what to do about it. */
export function createDoctor(options: {
  readonly places: Places;
  readonly version: string;
  readonly screens: ReadLine;
  /** What the start found. */
  readonly rungs: readonly Check[];
}): () => Promise<{ checks: Check[] }> {
  return async () => {
    const pragmas = (await options.screens.ask('database.facts', {})) as Readonly<Record<string, string>>;
    const { holds } = (await options.screens.ask('release.holds', {})) as { holds: readonly HeldRelease[] };
    const disk = await statfs(options.places.workspace);
    const free = disk.bavail * disk.bsize;
    const browser = browsers.find((path) => existsSync(path));
    const checks: Check[] = [
      { id: 'version', label: 'Lanekeeper', ok: true, value: options.version },
      {
        id: 'node',
        label: 'Node.js',
        ok: Number(process.versions.node.split('.')[0]) >= 24,
        value: process.versions.node,
        hint: 'Version 24 is needed.',
      },
      {
        id: 'electron',
        label: 'Electron',
        ok: true,
        value: process.versions['electron'] ?? 'not this process: the console runs in a browser',
      },
      { id: 'workspace', label: 'Workspace', ok: true, value: options.places.workspace },
      ...options.rungs,
      ...holds.map(heldCheck),
      ...Object.entries(pragmas).map(([name, value]): Check => ({
        id: `database-${name}`,
        label: `Database: ${name}`,
        ok: expected[name] === undefined || expected[name] === value,
        value: shown[`${name} ${value}`] ?? value,
      })),
      {
        id: 'disk',
        label: 'Free disk space',
        ok: free > lowBytes,
        value: `${Math.round(free / 1024 / 1024).toLocaleString('en')} MiB`,
        hint: 'A full disk refuses new work and approvals until space is free again.',
      },
      {
        id: 'containment',
        label: 'Not contained in agent hosts',
        ok: true,
        value: notContained.join('; '),
      },
      {
        id: 'browser',
        label: 'Browser',
        ok: browser !== undefined,
        value: browser ?? 'none found',
        hint: 'Install Chromium or Chrome, or start with --print-url and open the address yourself.',
      },
    ];
    return { checks };
  };
}

type HeldRelease = ReleaseHold & { readonly agentId: string; readonly releaseHash: string };

/** What happened, what was kept, and what to do about a release that is held. */
function heldCheck({ kind, by, reason, agentId, releaseHash }: HeldRelease): Check {
  const release = releaseHash.slice(0, 12);
  const which = `${agentId} --release ${release}`;
  return {
    id: `release-${release}-${kind}`,
    label: `Agent ${agentId}`,
    ok: false,
    value:
      kind === 'quarantined'
        ? `release ${release} is quarantined by ${by}: ${reason}`
        : `hosts of release ${release} keep crashing: ${reason}`,
    hint:
      kind === 'quarantined'
        ? `Its runs are kept as they are. Mend the cause, then: lanekeeper agents lift-quarantine ${which} --reason TEXT`
        : `Its runs wait with every finished step kept; one host is tried by itself after a while. Give the step that is named less at a time or raise the agent’s limits; to start hosts now: lanekeeper agents reset-breaker ${which}`,
  };
}

const expected: Readonly<Record<string, string>> = {
  journal_mode: 'wal',
  synchronous: '2',
  foreign_keys: '1',
  integrity: 'ok',
};

/** What the numbers of SQLite mean, for people. */
const shown: Readonly<Record<string, string>> = {
  'synchronous 0': 'OFF (0)',
  'synchronous 1': 'NORMAL (1)',
  'synchronous 2': 'FULL (2)',
  'synchronous 3': 'EXTRA (3)',
  'foreign_keys 0': 'off (0)',
  'foreign_keys 1': 'on (1)',
};
