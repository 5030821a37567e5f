import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** A tree with the project's folders and rules, and nothing in it but what a test plants. */
function emptyTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'lanekeeper-layers-'));
  const rules = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>;
  // Layers need no types, and a planted file belongs to no TypeScript project.
  writeFileSync(join(tree, '.oxlintrc.json'), JSON.stringify({ ...rules, options: {} }));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

function plant(tree: string, file: string, source: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), source);
}

/** Names of the lint rules that each planted source breaks, in order. */
function lint(planted: readonly { readonly file: string; readonly source: string }[]): string[][] {
  const tree = emptyTree();
  const files = planted.map(({ file }, index) => file.replace('planted', `planted-${index}`));
  for (const [index, file] of files.entries()) plant(tree, file, planted[index]?.source ?? '');
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '-f', 'json', ...files], { cwd: tree, encoding: 'utf8' });
  const report = JSON.parse(stdout) as { diagnostics: { code: string; severity: string; filename: string }[] };
  const broken = report.diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code.includes('no-restricted'),
  );
  return files.map((file) =>
    broken.filter(({ filename }) => filename.endsWith(file)).map(({ code }) => /\((.+)\)/.exec(code)?.[1] ?? code),
  );
}

function importing(specifier: string): string {
  return `import * as found from '${specifier}';\nexport const kept = found;\n`;
}

test.each([
  ['shared/planted.ts', '../electron/runtime/runtime.ts'],
  ['shared/domain/planted.ts', '../../renderer/src/bridge.ts'],
  ['shared/planted.ts', 'node:fs'],
  ['shared/planted.ts', 'react'],
  ['renderer/src/planted.ts', '../../electron/runtime/runtime.ts'],
  ['renderer/src/features/inbox/planted.tsx', '../../../../electron/host/start-host.ts'],
  ['renderer/src/planted.ts', 'node:fs'],
  ['renderer/src/planted.ts', 'electron'],
  ['renderer/src/planted.ts', 'better-sqlite3'],
  ['electron/runtime/planted.ts', 'electron'],
  ['electron/runtime/hosts/planted.ts', 'electron/utility'],
  ['electron/runtime/planted.ts', '../host/serve-console.ts'],
  ['electron/runtime/engine/planted.ts', '../../main/main.ts'],
  ['electron/runtime/engine/planted.ts', '../../cli/cli.ts'],
  ['electron/runtime/engine/planted.ts', '../../../renderer/src/bridge.ts'],
  ['electron/runtime/engine/planted.ts', 'better-sqlite3'],
  ['electron/runtime/queries/planted.ts', 'node:sqlite'],
  ['electron/runtime/sdk/planted.ts', '../engine/engine.ts'],
  ['electron/runtime/agents/ticket-review/planted.ts', '../../store/open.ts'],
  ['electron/runtime/agents/ticket-review/reading/planted.ts', '../../../engine/engine.ts'],
  ['electron/runtime/agents/ticket-review/planted.ts', '../../../../shared/errors.ts'],
  ['electron/host/planted.ts', 'electron'],
  ['electron/host/planted.ts', '../main/main.ts'],
  ['electron/cli/planted.ts', 'better-sqlite3'],
  ['electron/verify/parts/planted.ts', '../../cli/cli.ts'],
  ['electron/verify/parts/planted.ts', '../../host/serve-console.ts'],
  ['electron/verify/parts/planted.ts', 'better-sqlite3'],
  ['electron/verify/checker/planted.ts', '../../runtime/audit/leaf.ts'],
  ['electron/verify/checker/planted.ts', '../../../shared/errors.ts'],
  ['electron/verify/checker/planted.ts', '../parts/part.ts'],
  ['electron/main/planted.ts', '../host/serve-console.ts'],
  ['electron/preload/planted.ts', 'node:fs'],
  ['electron/preload/planted.ts', '../main/main.ts'],
])('%s may not import %s', (file, specifier) => {
  expect(lint([{ file, source: importing(specifier) }])).toEqual([['no-restricted-imports']]);
});

test('what each layer is meant to import is let through', () => {
  const allowed = [
    ['shared/domain/planted.ts', '../errors.ts'],
    ['shared/planted.ts', 'zod'],
    ['renderer/src/planted.ts', '../../shared/errors.ts'],
    ['renderer/src/planted.ts', 'react'],
    ['electron/runtime/hosts/planted.ts', '../engine/engine.ts'],
    ['electron/runtime/store/planted.ts', 'better-sqlite3'],
    ['electron/runtime/sdk/planted.ts', '../../../shared/json.ts'],
    ['electron/runtime/agents/ticket-review/planted.ts', '../../sdk/index.ts'],
    ['electron/runtime/agents/ticket-review/reading/planted.ts', '../settings.ts'],
    ['electron/host/planted.ts', '../runtime/transports/window-relay.ts'],
    ['electron/main/planted.ts', 'electron/main'],
    ['electron/preload/planted.ts', 'electron/renderer'],
  ] as const;
  const broken = lint(allowed.map(([file, specifier]) => ({ file, source: importing(specifier) })));
  expect(broken).toEqual(allowed.map(() => []));
});

test.each(['Date.now()', 'Math.random()', 'performance.now()', 'setTimeout(() => {}, 1)'])(
  'where decisions are made, %s is not used: time, ids and chance are handed in',
  (expression) => {
    const source = `export function planted() { return ${expression}; }\n`;
    const folders = ['engine', 'approvals', 'policies', 'effects', 'audit'].map((name) => `electron/runtime/${name}`);
    const broken = lint([...folders, 'shared'].map((folder) => ({ file: `${folder}/planted.ts`, source })));
    expect(broken.map((rules) => rules.length)).toEqual(broken.map(() => 1));
    expect(lint([{ file: 'electron/runtime/planted.ts', source }])).toEqual([[]]);
  },
);

test('an id made by chance is not made where decisions are made', () => {
  const source = "import { randomUUID } from 'node:crypto';\nexport const planted = randomUUID;\n";
  expect(lint([{ file: 'electron/runtime/engine/planted.ts', source }])).toEqual([['no-restricted-imports']]);
});

test('the compiler refuses a file of a project that is not referenced', () => {
  const tree = emptyTree();
  for (const kept of [
    'package.json',
    'tsconfig.base.json',
    'shared',
    'electron/runtime/sdk',
    'electron/runtime/agents/tsconfig.json',
  ])
    cpSync(join(root, kept), join(tree, kept), { recursive: true });
  const agents = 'electron/runtime/agents';
  plant(tree, 'electron/runtime/engine/secret.ts', 'export const secret = 1;\n');
  plant(tree, `${agents}/fine/agent.ts`, "export { defineAgent } from '../../sdk/index.ts';\n");
  const compile = () =>
    spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', agents], {
      cwd: tree,
      encoding: 'utf8',
    });
  expect(compile()).toMatchObject({ status: 0, stdout: '' });
  plant(tree, `${agents}/planted/agent.ts`, "export { secret } from '../../engine/secret.ts';\n");
  const { status, stdout } = compile();
  expect(status).not.toBe(0);
  expect(stdout).toContain('planted/agent.ts');
});

test('outside the store, no source that opens, reads or copies files names a database file', () => {
  expect(mayOpenDatabase("import { copyFile } from 'node:fs/promises';\nawait copyFile('lanekeeper.db', to);")).toBe(
    true,
  );
  expect(mayOpenDatabase("import { readFileSync } from 'node:fs';\nreadFileSync(`${folder}/owner.lock.db`);")).toBe(
    true,
  );
  expect(mayOpenDatabase("import * as fs from 'node:fs';\nfs.openSync('x.db-wal');")).toBe(true);
  // Asking whether a file is there opens nothing, so it drops no lock.
  expect(mayOpenDatabase("import { existsSync } from 'node:fs';\nexistsSync('lanekeeper.db');")).toBe(false);
  // The checker is a process of its own and looks only at stores that no process has open. Backups read copies that
  // are closed, and put databases in place by renaming before anything is opened.
  const offenders = sourcesUnder('electron').filter(
    (file) =>
      !/^electron\/(runtime\/(store|backups|tools\/records)|verify\/checker)\//.test(file) &&
      mayOpenDatabase(readFileSync(join(root, file), 'utf8')),
  );
  expect(offenders).toEqual([]);
});

/** Closing any descriptor of a database drops the process's locks on it; these are the ways to get one. */
function mayOpenDatabase(source: string): boolean {
  const imports = [...source.matchAll(/import ([^;]*?) from 'node:fs(?:\/promises)?'/g)].map(([, names = '']) => names);
  const opens = imports.some((names) => /\*|\b(read|open|copyFile|cp|truncate|create(Read|Write)Stream)/.test(names));
  return opens && /['"`][^'"`\n]*\.db(-wal|-shm)?['"`]/.test(source);
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.(ts|cjs)$/.test(file));
}
