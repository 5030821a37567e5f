import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../electron/host/launch/find-browser.ts';

/** `own` is the one Playwright finds by itself. */
export type TestBrowser =
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'own' }
  | { readonly kind: 'none'; readonly words: string };

/** The browser for the end-to-end tests: an installed Chromium or Chrome, else Playwright's, else Debian's package. */
export function findOrInstallBrowser(): TestBrowser {
  const installed = findBrowser();
  if (installed !== undefined) return { kind: 'program', path: installed };
  if (existsSync(chromium.executablePath())) return { kind: 'own' };

  console.log('No Chromium or Chrome is installed; fetching Playwright’s…');
  const cli = join(createRequire(import.meta.url).resolve('playwright-core/package.json'), '..', 'cli.js');
  run(process.execPath, [cli, 'install', 'chromium']);
  if (existsSync(chromium.executablePath())) return { kind: 'own' };

  if (mayInstallPackages()) {
    console.log('Playwright’s could not be fetched; installing Debian’s package…');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
    const packaged = findBrowser();
    if (packaged !== undefined) return { kind: 'program', path: packaged };
  }
  return {
    kind: 'none',
    words: 'The end-to-end tests need a browser: install Chromium or Google Chrome, or name one in LANEKEEPER_BROWSER.',
  };
}

function mayInstallPackages(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function run(program: string, args: readonly string[]): void {
  spawnSync(program, args, {
    stdio: 'inherit',
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
