import { buildIfStale, staleParts } from './building/build.ts';
import type { Part } from './building/fingerprint.ts';
import type { StartFlags } from './flags.ts';
import { findElectron } from './launch/electron-binary.ts';
import { runElectron, whyNoWindow } from './launch/run-electron.ts';
import { projectRoot } from './project-root.ts';
import { flagsOrHelp, runHost, runProgram } from './start-host.ts';

const parts: readonly Part[] = ['code', 'renderer'];

let isFoundCurrent = false;

/** Whether everything that is built here was built from the sources as they are. */
export function isUpToDate(): boolean {
  isFoundCurrent = staleParts(parts).length === 0;
  return isFoundCurrent;
}

/** `npm start`: builds what is not built, then opens the desktop shell, or the same console in a browser. */
export async function start(argv: readonly string[]): Promise<never> {
  return runProgram(async () => {
    const flags = flagsOrHelp(argv);
    if (flags === undefined) return 0;
    if (!isFoundCurrent) await buildIfStale(parts, console.log);
    if (wantsBrowser(flags)) return runHost(flags);
    const electron = await findElectron({ root: projectRoot, say: console.log });
    const why = electron.kind === 'present' ? whyNoWindow() : electron.reason;
    if (electron.kind === 'present' && why === undefined)
      return runElectron(electron.binary, projectRoot, flags.workspace);
    console.log(`Electron is not used: ${why}. The same console opens in a browser.`);
    return runHost(flags);
  });
}

/** Flags that only mean something for the console in a browser. */
function wantsBrowser(flags: StartFlags): boolean {
  return !flags.isOpened || flags.port !== null || flags.allowOrigins.length > 0;
}
