import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LanekeeperError } from '../../shared/errors.ts';
import { buildIfStale } from './building/build.ts';
import { findElectron } from './launch/electron-binary.ts';
import { copyTree, patternsWithoutFiles, pickFiles } from './packaging/package-tree.ts';
import { readPackagingConfig } from './packaging/packaging-config.ts';
import { tryTree } from './packaging/try-tree.ts';
import { projectRoot } from './project-root.ts';
import { runProgram } from './start-host.ts';

// `npm run package`: checks the packaging, proves that what it picks runs on its own, then makes installers.
await runProgram(async () => {
  const config = readPackagingConfig(projectRoot);
  console.log('electron-builder.yml is valid for Linux, macOS and Windows.');
  await buildIfStale(['code', 'renderer'], console.log);
  const files = pickFiles(projectRoot, config.files);
  const idle = patternsWithoutFiles(files, config.asarUnpack);
  if (idle.length > 0)
    throw new LanekeeperError('internal', `asarUnpack names what is not in the package: ${idle.join(', ')}.`);
  await proveTree(files);

  const electron = await findElectron({ root: projectRoot, say: console.log });
  if (electron.kind === 'absent') {
    console.log(`No installer was made: Electron cannot be downloaded here (${electron.reason}).`);
    return 0;
  }
  const builder = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const { status } = spawnSync(process.execPath, [builder, '--publish', 'never'], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  return status ?? 1;
});

/** Moves the picked files to an empty folder, where nothing of the project is near, and starts them there. */
async function proveTree(files: readonly string[]): Promise<void> {
  const tree = mkdtempSync(join(tmpdir(), 'lanekeeper-tree-'));
  try {
    copyTree(projectRoot, tree, files);
    const bytes = files.reduce((sum, file) => sum + statSync(join(projectRoot, file)).size, 0);
    console.log(`The package holds ${files.length} files, ${(bytes / 1024 / 1024).toFixed(1)} MiB.`);
    const { agents, exitCode } = await tryTree(tree);
    if (agents.length === 0 || exitCode !== 0)
      throw new LanekeeperError(
        'internal',
        `The packaged tree started with ${agents.length} agents and ended with ${exitCode}.`,
      );
    console.log(`Moved to an empty folder it starts, offers ${agents.join(', ')}, and stops on Ctrl+C.`);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
