import type { BrowserWindow } from 'electron/main';
import { appPage } from './app-scheme.ts';
import type { ElectronApi } from './electron-api.ts';
import { lockedWebPreferences } from './web-preferences.ts';

/** A page that never says it is ready is shown anyway after this. */
const showAfterMs = 5_000;
/** The ground of both themes, so that nothing flashes before the first paint. */
const ground = { light: '#ffffff', dark: '#16181d' } as const;

export interface ConsoleWindows {
  /** Brings the console's window to the front, making it when there is none. `place` is a fragment such as `#/inbox`. */
  show(place?: string): void;
  isOurs(webContentsId: number): boolean;
}

/** Makes the console's one window, with its size and place kept between starts. */
export function consoleWindows(
  electron: Pick<ElectronApi, 'BrowserWindow' | 'nativeTheme' | 'app'>,
  preload: string,
): ConsoleWindows {
  let window: BrowserWindow | undefined;

  function open(place: string): BrowserWindow {
    const opened = new electron.BrowserWindow({
      name: 'console',
      windowStatePersistence: true,
      width: 1280,
      height: 800,
      minWidth: 960,
      minHeight: 600,
      show: false,
      title: 'Lanekeeper',
      backgroundColor: electron.nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
      ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : {}),
      webPreferences: { ...lockedWebPreferences, preload, devTools: !electron.app.isPackaged },
    });
    const fallback = setTimeout(() => opened.show(), showAfterMs);
    opened.once('ready-to-show', () => {
      clearTimeout(fallback);
      opened.show();
    });
    opened.once('closed', () => {
      clearTimeout(fallback);
      window = undefined;
    });
    void opened.loadURL(`${appPage}${place}`);
    return opened;
  }

  return {
    show(place = '') {
      if (window === undefined) {
        window = open(place);
        return;
      }
      if (place !== '') window.webContents.send(placeChannel, place);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    isOurs: (id) => window !== undefined && window.webContents.id === id,
  };
}

/** Main -> page: go to this place of the console. */
export const placeChannel = 'console:place';
