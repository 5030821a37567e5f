/** Electron as the shell's modules are given it: only main.ts imports it, so that every other module loads under Node. */
export type ElectronApi = typeof import('electron/main') & typeof import('electron/common');
