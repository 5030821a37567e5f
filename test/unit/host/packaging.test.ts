import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { patternsWithoutFiles, pickFiles } from '../../../electron/host/packaging/package-tree.ts';
import { readPackagingConfig, whyRefused } from '../../../electron/host/packaging/packaging-config.ts';

const root = join(import.meta.dirname, '../../..');

test('the packaging is valid for electron-builder, for all three systems', () => {
  const config = readPackagingConfig(root);
  expect(config).toMatchObject({
    npmRebuild: false,
    protocols: [{ schemes: ['lanekeeper'] }],
    linux: { target: ['deb', 'AppImage'] },
    mac: { target: ['dmg', 'zip'] },
    win: { target: ['nsis'] },
  });
  expect(config.asarUnpack).toEqual([
    'dist/runtime/**',
    'dist/host/**',
    'dist/cli/**',
    'dist/verify/**',
    'dist/agents/**',
    'node_modules/better-sqlite3/**',
  ]);
});

test('a word that electron-builder does not know, or a wrong type, is named', () => {
  const config = readPackagingConfig(root);
  expect(whyRefused(root, { ...config, electronFuzes: {} })).toContain('electronFuzes');
  expect(whyRefused(root, { ...config, npmRebuild: 'no' })).toContain('npmRebuild');
});

test('a later pattern overrules an earlier one, and the platform’s own addon alone is picked', () => {
  const tree = mkdtempSync(join(tmpdir(), 'lanekeeper-files-'));
  const files = [
    'dist/a.js',
    'dist/b.map',
    'node_modules/x/i.js',
    'node_modules/y/p/linux-x64.node',
    'node_modules/y/p/win32-x64.node',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), '');
  }
  const patterns = ['dist/**', '!dist/*.map', '!node_modules/**', 'node_modules/y/p/${platform}-${arch}.node'];
  const picked = pickFiles(tree, patterns, { platform: 'linux', arch: 'x64' });
  expect(picked).toEqual(['dist/a.js', 'node_modules/y/p/linux-x64.node']);
  expect(patternsWithoutFiles(picked, ['dist/**', 'dist/cli/**'])).toEqual(['dist/cli/**']);
});
