import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defineConfig } from 'rolldown';
import type { Plugin, RolldownOptions } from 'rolldown';

const root = import.meta.dirname;

/** Every program of the product, as output path without its ending -> source. Absent sources are left out. */
const programs = {
  'main/main': 'electron/main/main.ts',
  'host/start': 'electron/host/start.ts',
  'host/start-host': 'electron/host/start-host.ts',
  'cli/cli': 'electron/cli/cli.ts',
  'verify/checker': 'electron/verify/checker/checker.ts',
  'verify/racer': 'electron/verify/product/racer.ts',
  'verify/full-disk-work': 'electron/verify/disk/full-disk-work.ts',
  'verify/recorded-work': 'electron/verify/power/recorded-work.ts',
  'verify/weaken-sync': 'electron/verify/power/weaken-sync.ts',
} as const;

/** Entries of the runtime: each is the one file of that name under electron/runtime. They land flat in dist/runtime. */
const runtimeEntries = [
  'process',
  'engine-thread',
  'agent-host',
  'host-process',
  'tool-thread',
  'read-thread',
  'maintenance-thread',
  'check-thread',
  'pages-thread',
] as const;

/** Never bundled: Electron, Node, the one package with a native part, and the bundler, which builds from the sources alone. */
const external = [
  /^electron(\/|$)/,
  /^node:/,
  'better-sqlite3',
  'lanekeeper/sdk',
  'lanekeeper/sdk/agent-loop',
  'rolldown',
];

/** Every build there is, written under `dist` (a folder name seen from the project, or an absolute path). */
export function buildTargets(dist: string): RolldownOptions[] {
  const folder = (name: string): string => join(dist, name);
  const builds: RolldownOptions[] = [];
  for (const [name, source] of Object.entries(programs)) {
    if (!existsSync(join(root, source))) continue;
    const [part = '', entry = ''] = name.split('/');
    const plugins = part === 'main' ? [filesBeside(join(root, 'electron/main/icons'), 'icons')] : [];
    builds.push({ ...nodeProgram({ [entry]: source }, folder(part)), plugins });
  }
  const runtime = runtimeSources();
  if (Object.keys(runtime).length > 0) builds.push(nodeProgram(runtime, folder('runtime')));
  if (existsSync(join(root, 'electron/preload/preload.ts'))) builds.push(preload(folder('preload')));
  for (const id of agentFolders()) builds.push(agent(id, folder(`agents/${id}`)));
  return builds;
}

export default defineConfig(buildTargets('dist'));

function nodeProgram(input: Record<string, string>, dir: string): RolldownOptions {
  return {
    cwd: root,
    input,
    platform: 'node',
    external,
    checks: { eval: false },
    output: { dir, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', cleanDir: false },
  };
}

/** The sandboxed preload must be one CommonJS file that requires nothing but Electron. */
function preload(dir: string): RolldownOptions {
  return {
    cwd: root,
    input: { preload: 'electron/preload/preload.ts' },
    platform: 'browser',
    external: [/^electron(\/|$)/],
    output: { dir, format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
  };
}

/** An agent with its own libraries in one file, beside its manifest; the SDK is given to it by its host. */
function agent(id: string, dir: string): RolldownOptions {
  const source = `electron/runtime/agents/${id}`;
  return {
    cwd: root,
    input: { agent: `${source}/agent.ts` },
    platform: 'node',
    external,
    plugins: [
      sdkByName(),
      manifestBeside(join(root, source, 'manifest.json')),
      sampleBeside(join(root, source, 'sample')),
    ],
    // papaparse's own switch: without it, it asks for Node's streams through `require`, which an agent's thread refuses.
    transform: { define: { PAPA_BROWSER_CONTEXT: 'true' } },
    output: { dir, format: 'esm', entryFileNames: '[name].js', codeSplitting: false, minify: 'dce-only' },
  };
}

function sdkByName(): Plugin {
  const sdk = join(root, 'electron/runtime/sdk');
  return {
    name: 'sdk-by-name',
    async resolveId(specifier, importer) {
      if (importer === undefined || !specifier.startsWith('.')) return null;
      const target = join(importer, '..', specifier);
      return relative(sdk, target).startsWith('..') ? null : { id: 'lanekeeper/sdk', external: true };
    },
  };
}

function manifestBeside(file: string): Plugin {
  return {
    name: 'manifest-beside',
    generateBundle() {
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
      const source = `${JSON.stringify({ ...manifest, module: 'agent.js' }, null, 2)}\n`;
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source });
    },
  };
}

/** Copies what a program reads at run time and a bundler does not follow. */
function filesBeside(from: string, into: string): Plugin {
  return {
    name: 'files-beside',
    generateBundle() {
      for (const file of readdirSync(from))
        this.emitFile({ type: 'asset', fileName: `${into}/${file}`, source: readFileSync(join(from, file)) });
    },
  };
}

/** The agent's sample data travels with it, so that a first run needs nothing else. */
function sampleBeside(folder: string): Plugin {
  return {
    name: 'sample-beside',
    generateBundle() {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder))
        this.emitFile({ type: 'asset', fileName: `sample/${name}`, source: readFileSync(join(folder, name)) });
    },
  };
}

function agentFolders(): string[] {
  const agents = join(root, 'electron/runtime/agents');
  if (!existsSync(agents)) return [];
  return readdirSync(agents)
    .filter((id) => existsSync(join(agents, id, 'agent.ts')) && existsSync(join(agents, id, 'manifest.json')))
    .toSorted();
}

function runtimeSources(): Record<string, string> {
  const runtime = join(root, 'electron/runtime');
  if (!existsSync(runtime)) return {};
  const files = readdirSync(runtime, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  const found: Record<string, string> = {};
  for (const name of runtimeEntries) {
    const sources = files.filter((file) => file === `${name}.ts` || file.endsWith(`/${name}.ts`));
    if (sources.length > 1) throw new Error(`More than one source for dist/runtime/${name}.js: ${sources.join(', ')}`);
    if (sources[0] !== undefined) found[name] = `electron/runtime/${sources[0]}`;
  }
  if (files.includes('sdk/index.ts')) found['sdk'] = 'electron/runtime/sdk/index.ts';
  if (files.includes('sdk/agent-loop/index.ts')) found['sdk-agent-loop'] = 'electron/runtime/sdk/agent-loop/index.ts';
  return found;
}
