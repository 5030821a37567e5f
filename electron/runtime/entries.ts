import { fileURLToPath } from 'node:url';

/** Every program of the runtime, by the name of its built file. */
const sources = {
  'engine-thread': './engine/engine-thread.ts',
  'agent-host': './hosts/agent-host.ts',
  'host-process': './hosts/host-process.ts',
  'tool-thread': './tools/tool-thread.ts',
  'read-thread': './store/read-thread.ts',
  'maintenance-thread': './store/maintenance-thread.ts',
  'check-thread': './backups/check-thread.ts',
  'pages-thread': './store/pages-thread.ts',
  sdk: './sdk/index.ts',
  'sdk-agent-loop': './sdk/agent-loop/index.ts',
} as const;

export type Entry = keyof typeof sources;

const isBuilt = !import.meta.url.endsWith('.ts');

/** Built, all entries lie in one folder beside this code; from source, each in its own room. */
export function entryUrl(entry: Entry): URL {
  return new URL(isBuilt ? `./${entry}.js` : sources[entry], import.meta.url);
}

/** What an agent host must be able to read to start: the built runtime, or the sources and the packages they use. */
export function hostReadable(): readonly string[] {
  if (isBuilt) return [fileURLToPath(new URL('.', import.meta.url))];
  return ['../', '../../shared/', '../../node_modules/', '../../package.json'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
}
