import * as common from 'electron/common';
import * as main from 'electron/main';
import { join } from 'node:path';
import { workspaceFolder } from '../runtime/workspace-folder.ts';
import { prepareCommand, runCommand } from './run-command.ts';
import { openShell, prepareShell } from './shell.ts';
import { readShellArguments } from './shell-arguments.ts';

// Everything up to whenReady() runs synchronously: what is set later than that is set too late.
const electron = { ...common, ...main };
const { app } = main;
const dist = join(import.meta.dirname, '..');
const started = readShellArguments(process.argv.slice(1));

if (started.kind === 'command') {
  prepareCommand(electron);
  void app.whenReady().then(() => runCommand(electron, dist, started.argv));
} else {
  const parts = { electron, dist, workspace: workspaceFolder(started.workspace), argv: process.argv };
  if (prepareShell(parts)) void app.whenReady().then(() => openShell(parts));
  else app.quit();
}
