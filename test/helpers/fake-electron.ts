import { EventEmitter } from 'node:events';
import type { ElectronApi } from '../../electron/main/electron-api.ts';

type Handler = (request: { method: string; url: string }) => Promise<Response>;
type Callback = (...args: never[]) => unknown;

/** A port pair that carries messages as Electron's does: nothing arrives before start(). */
export class FakePort extends EventEmitter {
  peer: FakePort | undefined;
  isStarted = false;
  held: unknown[] = [];
  postMessage(message: unknown): void {
    if (this.peer?.isStarted === true) this.peer.emit('message', { data: message });
    else this.peer?.held.push(message);
  }
  start(): void {
    this.isStarted = true;
    for (const data of this.held.splice(0)) this.emit('message', { data });
  }
  close(): void {
    this.emit('close');
    this.peer?.emit('close');
  }
}

class FakeChannel {
  port1 = new FakePort();
  port2 = new FakePort();
  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}

/** A forked utility process that does what the test says. */
export class FakeChild extends EventEmitter {
  stdout = null;
  stderr = null;
  readonly received: { message: Record<string, unknown>; ports: FakePort[] }[] = [];
  readonly options: { env: Record<string, string> };
  constructor(options: { env: Record<string, string> }) {
    super();
    this.options = options;
  }
  postMessage(message: Record<string, unknown>, ports: FakePort[] = []): void {
    this.received.push({ message, ports });
  }
  kill(): boolean {
    this.emit('exit', 0);
    return true;
  }
}

class FakeWindow extends EventEmitter {
  static made: FakeWindow[] = [];
  static getFocusedWindow(): null {
    return null;
  }
  readonly options: Record<string, unknown>;
  readonly sent: unknown[][] = [];
  readonly posted: { channel: string; message: unknown; ports: FakePort[] }[] = [];
  readonly webContents;
  url = '';
  isShown = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    const mainFrame = {
      origin: 'app://console',
      detached: false,
      postMessage: (channel: string, message: unknown, ports: FakePort[] = []) =>
        void this.posted.push({ channel, message, ports }),
    };
    this.webContents = { id: 1, mainFrame, send: (...args: unknown[]) => void this.sent.push(args) };
    FakeWindow.made.push(this);
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    return Promise.resolve();
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {}
  isMinimized(): boolean {
    return false;
  }
}

/** Enough of Electron to run the shell's own code; it records, and lets a test play the rest. */
export function fakeElectron() {
  const calls: string[] = [];
  const said = (name: string) => () => void calls.push(name);
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    enableSandbox: said('enableSandbox'),
    setName: said('setName'),
    setPath: (name: string, path: string) => void calls.push(`setPath ${name} ${path}`),
    getPath: () => '/app-data',
    setAppUserModelId: said('setAppUserModelId'),
    setAsDefaultProtocolClient: said('setAsDefaultProtocolClient'),
    setBadgeCount: (count: number) => void calls.push(`badge ${count}`),
    requestSingleInstanceLock: () => (calls.push('lock'), true),
    quit: said('quit'),
  });
  const session: Record<string, Callback> = {};
  const record =
    (name: string) =>
    (callback: Callback): void =>
      void (session[name] = callback);
  let handler: Handler | undefined;
  const children: FakeChild[] = [];
  FakeWindow.made = [];
  const ipcMain = new EventEmitter();
  const api = {
    app,
    BrowserWindow: FakeWindow,
    crashReporter: { start: (options: object) => void calls.push(`crashReporter ${JSON.stringify(options)}`) },
    dialog: { showErrorBox: said('errorBox'), showMessageBox: () => Promise.resolve({ response: 0 }) },
    ipcMain,
    Menu: { setApplicationMenu: said('menu'), buildFromTemplate: (template: unknown) => template },
    MessageChannelMain: FakeChannel,
    nativeImage: { createFromPath: () => ({}) },
    nativeTheme: { shouldUseDarkColors: false },
    Notification: Object.assign(class extends EventEmitter {}, { isSupported: () => false }),
    powerMonitor: new EventEmitter(),
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown) => void calls.push(`schemes ${JSON.stringify(schemes)}`),
      handle: (_scheme: string, served: Handler) => void (handler = served),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: record('permissionRequest'),
        setPermissionCheckHandler: record('permissionCheck'),
        setDevicePermissionHandler: record('device'),
        setSpellCheckerEnabled: (isOn: boolean) => void calls.push(`spellcheck ${isOn}`),
        webRequest: { onBeforeRequest: record('beforeRequest') },
        on: (name: string, callback: Callback) => record(name)(callback),
      },
    },
    Tray: class extends EventEmitter {
      setToolTip(line: string): void {
        calls.push(`tray ${line}`);
      }
      setContextMenu(): void {}
    },
    utilityProcess: {
      fork(_script: string, _args: string[], options: { env: Record<string, string> }) {
        const child = new FakeChild(options);
        children.push(child);
        return child;
      },
    },
  };
  return {
    electron: api as never as ElectronApi,
    app,
    calls,
    children,
    ipcMain,
    session,
    windows: () => FakeWindow.made,
    request: (url: string, method = 'GET') => handler?.({ method, url }) ?? Promise.reject(new Error('nothing serves')),
  };
}
