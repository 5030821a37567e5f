import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** What decides which browser is found. */
export interface BrowserPlaces {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  isProgram(path: string): boolean;
}

const linuxNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macPrograms = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const windowsFolders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const windowsPrograms = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];

/** The installed Chromium or Chrome, or undefined. `LANEKEEPER_BROWSER` names one that is elsewhere. */
export function findBrowser(places: BrowserPlaces = thisMachine()): string | undefined {
  return candidates(places).find((path) => places.isProgram(path));
}

function candidates({ platform, env }: BrowserPlaces): string[] {
  const named = env['LANEKEEPER_BROWSER'];
  const stated = named !== undefined && isAbsolute(named) ? [named] : [];
  if (platform === 'darwin') return [...stated, ...macPrograms];
  if (platform === 'win32')
    return [
      ...stated,
      ...windowsFolders.flatMap((variable) => {
        const folder = env[variable];
        return folder === undefined ? [] : windowsPrograms.map((program) => `${folder}\\${program}`);
      }),
    ];
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return [...stated, ...linuxNames.flatMap((name) => folders.map((folder) => join(folder, name)))];
}

function thisMachine(): BrowserPlaces {
  return { platform: process.platform, env: process.env, isProgram };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
