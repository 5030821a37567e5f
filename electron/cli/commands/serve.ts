import type { StartFlags } from '../../host/flags.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import type { Outcome } from '../command.ts';
import type { Terminal } from '../terminal.ts';

type Host = typeof import('../../host/serve-console.ts');

export const serve = command({
  name: 'serve',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'serve the console to a browser on this machine until Ctrl+C',
  kind: 'reads',
  options: {
    port: { type: 'string', value: 'N', about: 'serve on this port of 127.0.0.1 (default: the workspace’s own)' },
    'allow-origin': { type: 'string', multiple: true, value: 'URL', about: 'also answer to this origin, for a tunnel' },
    'print-url': { type: 'boolean', about: 'print a link that works once within a minute, and open nothing' },
    'no-open': { type: 'boolean', about: 'open nothing; Enter prints a link' },
  },
  async run({ options, workspace, isJson, terminal }) {
    const { readFlags } = await import('../../host/flags.ts');
    const flags = understood(() =>
      readFlags([
        `--workspace=${workspace}`,
        ...(options.port === undefined ? [] : [`--port=${options.port}`]),
        ...options['allow-origin'].map((origin) => `--allow-origin=${origin}`),
        ...(options['print-url'] ? ['--print-url'] : []),
        ...(options['no-open'] ? ['--no-open'] : []),
      ]),
    );
    // Loaded before anything is built: building replaces the files they are loaded from.
    const host = await import('../../host/serve-console.ts');
    const { runHost } = await import('../../host/start-host.ts');
    const { buildIfStale } = await import('../../host/building/build.ts');
    await buildIfStale(['code', 'renderer'], (line) => terminal.say(line));
    if (isJson) return serveForScripts(host, flags, terminal);
    const code = await runHost(flags);
    return { exit: code === 0 ? 0 : 1, value: null, text: '' };
  },
});

/** Prints where the console is as one JSON value, and serves it until a signal. */
async function serveForScripts(host: Host, flags: StartFlags, terminal: Terminal): Promise<Outcome> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const served = await host.serveConsole(flags);
  try {
    await host.whenServing(served.runtime);
    const link = flags.isLinkPrinted ? { link: served.newLink() } : {};
    await terminal.print(JSON.stringify({ address: served.address, workspace: flags.workspace, ...link }));
    await stopped;
  } finally {
    await served.stop();
  }
  return { exit: 0, value: undefined, text: '' };
}

/** The host's own reading of its flags; what it refuses is a mistake in this command's. */
function understood(read: () => StartFlags): StartFlags {
  try {
    return read();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
