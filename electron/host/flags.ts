import { parseArgs } from 'node:util';
import { LanekeeperError } from '../../shared/errors.ts';
import { workspaceFolder } from '../runtime/workspace-folder.ts';

/** What `npm start` and the loopback host are asked for. */
export interface StartFlags {
  readonly workspace: string;
  /** Null: the port this workspace had before, or a free one. */
  readonly port: number | null;
  /** Origins of tunnels that may show the console, such as `https://console.example`. */
  readonly allowOrigins: readonly string[];
  /** Put a one-use link on the terminal instead of opening a browser. */
  readonly isLinkPrinted: boolean;
  readonly isOpened: boolean;
  readonly isHelp: boolean;
}

/** The text of `--help`. */
export const startUsage = `Usage: npm start -- [options]

  --workspace DIR     the workspace to serve (default: in the system's application-data folder)
  --port N            serve the console on this port of 127.0.0.1 (default: the workspace's own)
  --allow-origin URL  also answer to this origin, for a tunnel; may be given more than once
  --print-url         print a link that works once within a minute, and open nothing
  --no-open           open nothing; Enter prints a link
  --help              this text`;

/** Reads the flags; anything it does not know is refused with `invalid-input`. */
export function readFlags(argv: readonly string[]): StartFlags {
  const values = parse(argv);
  const origins = values['allow-origin'] ?? [];
  for (const origin of origins) checkOrigin(origin);
  return {
    workspace: workspaceFolder(values.workspace),
    port: values.port === undefined ? null : readPort(values.port),
    allowOrigins: origins,
    isLinkPrinted: values['print-url'] === true,
    isOpened: values['print-url'] !== true && values['no-open'] !== true,
    isHelp: values.help === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        workspace: { type: 'string' },
        port: { type: 'string' },
        'allow-origin': { type: 'string', multiple: true },
        'print-url': { type: 'boolean' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new LanekeeperError('invalid-input', `${message}.`, { hint: startUsage, cause });
  }
}

function readPort(stated: string): number {
  const port = Number(stated);
  if (/^\d{1,5}$/.test(stated) && port >= 1 && port <= 65_535) return port;
  throw new LanekeeperError('invalid-input', `--port ${stated} is not a port (1 to 65535).`);
}

function checkOrigin(stated: string): void {
  const url = URL.canParse(stated) ? new URL(stated) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.origin === stated.replace(/\/$/, '')) return;
  throw new LanekeeperError('invalid-input', `--allow-origin ${stated} is not an origin.`, {
    hint: 'Name scheme, host and port alone, such as https://console.example or http://localhost:8080.',
  });
}
