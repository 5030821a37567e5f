import { buildIfStale } from './building/build.ts';
import type { StartFlags } from './flags.ts';
import { findElectron } from './launch/electron-binary.ts';
import { runElectron, whyNoWindow } from './launch/run-electron.ts';
import { projectRoot } from './project-root.ts';
import { flagsOrHelp, runHost, runProgram } from './start-host.ts';

// `npm start`: builds what is not built, then opens the desktop shell, or the same console in a browser.
await runProgram(async () => {
  const flags = flagsOrHelp(process.argv.slice(2));
  if (flags === undefined) return 0;
  await buildIfStale(['code', 'renderer'], console.log);
  if (wantsBrowser(flags)) return runHost(flags);
  const electron = await findElectron({ root: projectRoot, say: console.log });
  const why = electron.kind === 'present' ? whyNoWindow() : electron.reason;
  if (electron.kind === 'present' && why === undefined)
    return runElectron(electron.binary, projectRoot, flags.workspace);
  console.log(`Electron is not used: ${why}. The same console opens in a browser.`);
  return runHost(flags);
});

/** Flags that only mean something for the console in a browser. */
function wantsBrowser(flags: StartFlags): boolean {
  return !flags.isOpened || flags.port !== null || flags.allowOrigins.length > 0;
}
