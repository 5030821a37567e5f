import { createServer } from 'node:net';
import type { Check } from '../../../shared/domain/workspace.ts';
import { toWireError } from '../../../shared/errors.ts';
import { findBrowser } from '../../host/launch/find-browser.ts';
import { presentElectron } from '../../host/launch/electron-binary.ts';
import { projectRoot } from '../../host/project-root.ts';
import { readHostFile } from '../../host/session/host-file.ts';
import { command } from '../command.ts';
import type { Session } from '../connection/session.ts';
import { table } from '../output/table.ts';
import { plain } from '../output/words.ts';

export const doctor = command({
  name: 'doctor',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'check what works on this machine and what does not: versions, database, disk, ports, browser, Electron',
  kind: 'reads',
  options: {},
  async run({ session, workspace, terminal }) {
    const own = [browserCheck(), electronCheck(), await portCheck(workspace)];
    const known = new Set(own.map(({ id }) => id));
    const asked = await runtimeChecks(session);
    const checks = [...asked.filter(({ id }) => !known.has(id)), ...own];
    const bad = checks.filter(({ ok }) => !ok);
    const rows = checks.map(({ ok, label, value }) => [ok ? 'ok' : 'BAD', label, plain(value)]);
    const shown = table([{ title: '' }, { title: 'CHECK' }, { title: 'FOUND' }], rows, terminal);
    const hints = bad.map(({ label, hint }) => `${label}: ${hint ?? 'this has to be mended.'}`);
    const verdict =
      bad.length === 0 ? `All ${checks.length} checks are well.` : `${bad.length} of ${checks.length} checks failed.`;
    return {
      exit: bad.length === 0 ? 0 : 1,
      value: { ok: bad.length === 0, checks },
      text: [shown, '', ...hints, verdict].join('\n'),
    };
  },
});

/** What the runtime finds; when it cannot start, that is what is found. */
async function runtimeChecks(session: () => Promise<Session>): Promise<Check[]> {
  try {
    return (await (await session()).ask('workspace.doctor', {})).checks;
  } catch (thrown) {
    const { message, hint } = toWireError(thrown);
    return [
      { id: 'node', label: 'Node.js', ok: true, value: process.versions.node },
      { id: 'runtime', label: 'Runtime', ok: false, value: message, ...(hint === undefined ? {} : { hint }) },
    ];
  }
}

function browserCheck(): Check {
  const browser = findBrowser();
  const hint = 'Install Chromium or Chrome, or start with --print-url and open the address yourself.';
  return {
    id: 'browser',
    label: 'Browser',
    ok: browser !== undefined,
    value: browser ?? 'neither Chromium nor Chrome found',
    hint,
  };
}

function electronCheck(): Check {
  const binary = presentElectron(projectRoot);
  return { id: 'electron', label: 'Electron', ok: true, value: binary ?? 'not here: the console opens in a browser' };
}

/** The console's own port is free, or somebody listens on it (which may be this workspace's console). */
async function portCheck(workspace: string): Promise<Check> {
  const { port } = readHostFile(workspace);
  const label = 'Console port';
  if (port === null) return { id: 'port', label, ok: true, value: 'none yet: one is chosen at the first start' };
  const isFree = await canListen(port);
  return {
    id: 'port',
    label,
    ok: true,
    value: isFree ? `${port}, free` : `${port}, in use (by this console, or another program)`,
  };
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
