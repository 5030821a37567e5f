import { EventEmitter, once } from 'node:events';
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { linkRuntime } from '../../../electron/cli/connection/runtime-link.ts';
import { copyTree, pickFiles } from '../../../electron/host/packaging/package-tree.ts';
import { readPackagingConfig } from '../../../electron/host/packaging/packaging-config.ts';
import type { ElectronApi } from '../../../electron/main/electron-api.ts';
import { runCommand } from '../../../electron/main/run-command.ts';
import { forkThroughShell, type ShellPort } from '../../../electron/runtime/supervision/shell-fork.ts';

const root = join(import.meta.dirname, '../../..');

function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `lanekeeper-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the packaged tree runs a command by itself: with no runtime alive it starts the one of the tree', async () => {
  const tree = newFolder('tree');
  copyTree(root, tree, pickFiles(root, readPackagingConfig(root).files));
  const script = join(tree, 'dist/cli/cli.js');
  const args = [script, 'agents', 'list', '--json', '--workspace', newFolder('workspace')];
  const child = spawn(process.execPath, args, { cwd: tree, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(JSON.parse(printed)).toMatchObject([{ id: 'ticket-review' }]);
});

/** The desktop program's side of `--cli`, with children that Node forks; the command line's own is held by the test. */
function desktop(): {
  readonly port: ShellPort;
  readonly exit: (code: number) => void;
  readonly ended: Promise<number>;
} {
  const command = new EventEmitter();
  const toCommand = new EventEmitter();
  const ended = Promise.withResolvers<number>();
  const utilityProcess = {
    fork(script: string, args: string[]) {
      if (script.endsWith('cli.js'))
        return Object.assign(command, { postMessage: (data: unknown) => void toCommand.emit('message', { data }) });
      const child = fork(script, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
      return Object.assign(child, { postMessage: (message: object) => void child.send(message) });
    },
  };
  const electron = { app: { exit: ended.resolve }, utilityProcess } as never as ElectronApi;
  runCommand(electron, join(root, 'dist'), ['runs', 'list']);
  const port: ShellPort = {
    on: (event, listener) => void toCommand.on(event, listener),
    off: (event, listener) => void toCommand.off(event, listener),
    postMessage: (message) => void command.emit('message', message),
  };
  return { port, exit: (code) => void command.emit('exit', code), ended: ended.promise };
}

test('the command line of the desktop program has a runtime forked for it, and the program ends it afterwards', async () => {
  const workspace = newFolder('workspace');
  const { port, exit, ended } = desktop();
  const link = await linkRuntime({
    workspace,
    fork: (listeners) => forkThroughShell(port, workspace, { ...listeners, onLog: () => {} }),
    onLost: () => {},
  });
  const client = await link.client();
  expect((await client.call('workspace.status', {})).workspace).toBe(workspace);
  expect(link.isOwner()).toBe(true);
  const gone = new Promise<void>((resolve) => client.onClose(() => resolve()));
  // The command goes away without a word, as when it is killed.
  exit(143);
  expect(await ended).toBe(143);
  await gone;
  void link.close();
});
