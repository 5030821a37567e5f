import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { superviseRuntime } from '../runtime/supervision/runtime-supervisor.ts';
import type { RuntimeSupervisor } from '../runtime/supervision/runtime-supervisor.ts';
import { schemePrivileges } from './app-scheme.ts';
import { consoleWindows } from './console-window.ts';
import { deepLinkScheme, linkAmong, placeOfLink } from './deep-link.ts';
import type { ElectronApi } from './electron-api.ts';
import { menuTemplate } from './menu-template.ts';
import { lockNavigation } from './navigation-locks.ts';
import { handOverPorts } from './port-handover.ts';
import { drainBeforeQuit } from './quit.ts';
import { forkUtilityRuntime } from './runtime-child.ts';
import type { UtilityRuntime } from './runtime-child.ts';
import { serveBundle } from './serve-bundle.ts';
import { lockSession } from './session-locks.ts';
import { watchStatus } from './status-watch.ts';
import { statusTray } from './tray.ts';

export interface ShellParts {
  readonly electron: ElectronApi;
  readonly workspace: string;
  /** The folder that holds main/, preload/, renderer/ and runtime/. */
  readonly dist: string;
  readonly argv: readonly string[];
}

/** Everything that must be settled before Electron is ready; false when another window already has this workspace. */
export function prepareShell({ electron, workspace, argv }: ShellParts): boolean {
  const { app, crashReporter, protocol } = electron;
  app.enableSandbox();
  app.setName('Lanekeeper');
  // The lock below lives in this folder: one window program per workspace, however many workspaces there are.
  const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16);
  app.setPath('userData', join(app.getPath('appData'), 'Lanekeeper', 'windows', name));
  if (process.platform === 'win32') app.setAppUserModelId('dev.lanekeeper.console');
  // Dumps stay on this machine.
  crashReporter.start({ uploadToServer: false, compress: true });
  protocol.registerSchemesAsPrivileged(schemePrivileges.map(({ scheme, privileges }) => ({ scheme, privileges })));
  lockNavigation(app);
  return app.requestSingleInstanceLock({ link: linkAmong(argv) ?? null });
}

/** Opens the console once Electron is ready, and keeps it joined to its runtime until the person quits. */
export function openShell(parts: ShellParts): void {
  const { electron, dist } = parts;
  const { app, session, protocol, Menu, powerMonitor } = electron;
  lockSession(session.defaultSession, { allowsDevTools: !app.isPackaged });
  serveBundle(protocol, join(dist, 'renderer'));

  const { runtime, child } = superviseUtility(parts);
  const windows = consoleWindows(electron, join(dist, 'preload', 'preload.cjs'));
  const handover = handOverPorts({ electron, runtime, child, isOurWindow: (id) => windows.isOurs(id) });
  const go = (place: string): void => windows.show(place);
  const tray = statusTray(electron, join(dist, 'main', 'icons'), {
    open: go,
    stopEffects: () => void status.stopEffects(),
    quit: () => app.quit(),
  });
  const status = watchStatus({
    electron,
    runtime,
    handover,
    tray,
    workspace: parts.workspace,
    open: go,
  });
  drainBeforeQuit({ electron, runtime, runsAtWork: () => status.runsAtWork() });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({ platform: process.platform, isPackaged: app.isPackaged }, { go, quit: () => app.quit() }),
    ),
  );

  followLinks(parts, go);
  // The runtime is asked to read its due times again; it must not learn of a night's sleep by waiting it out.
  powerMonitor.on('resume', () => runtime.order({ kind: 'clock-changed' }));
  app.on('window-all-closed', () => undefined);
  app.on('activate', () => windows.show());

  runtime.start();
  const link = linkAmong(parts.argv);
  windows.show((link === undefined ? undefined : placeOfLink(link)) ?? '');
}

function superviseUtility({ electron, dist, workspace }: ShellParts): {
  runtime: RuntimeSupervisor;
  child: () => UtilityRuntime | undefined;
} {
  let child: UtilityRuntime | undefined;
  const runtime = superviseRuntime({
    fork(listeners) {
      const forked = forkUtilityRuntime(
        electron,
        { script: join(dist, 'runtime', 'process.js'), workspace },
        {
          onReport: (report) => listeners.onReport(report),
          onExit(code) {
            if (child === forked) child = undefined;
            listeners.onExit(code);
          },
        },
      );
      child = forked;
      return forked;
    },
    nowMs: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });
  return { runtime, child: () => child };
}

/** Links arrive by a second start (Windows, Linux) or an event (macOS); they name a place and never act. */
function followLinks({ electron: { app } }: ShellParts, go: (place: string) => void): void {
  app.setAsDefaultProtocolClient(deepLinkScheme);
  app.on('second-instance', (_event, _argv, _folder, sent) => go(placeSent(sent)));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    go(placeOfLink(link) ?? '');
  });
}

/** What a second start hands over is as hostile as a link: any program of this user can send it. */
function placeSent(sent: unknown): string {
  const link = typeof sent === 'object' && sent !== null && 'link' in sent ? sent.link : undefined;
  return typeof link === 'string' ? (placeOfLink(link) ?? '') : '';
}
