/** What the runtime process tells the process that forked it. */
export type RuntimeReport =
  /** It owns the workspace and listens. */
  | { readonly kind: 'ready'; readonly socketPath: string; readonly workspace: string; readonly pid: number }
  /** A live runtime already owns that workspace; this one exits with 0. */
  | { readonly kind: 'owned-elsewhere'; readonly socketPath: string }
  /** It cannot serve this workspace; starting it again would end the same way. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly hint?: string };

/** What the parent tells the runtime process. A closed channel means the same as `shutdown`. */
export type RuntimeOrder =
  | { readonly kind: 'shutdown' }
  /** The machine woke up: due times are read again. */
  | { readonly kind: 'clock-changed' }
  /** Electron only: a port for one window comes with this message. */
  | { readonly kind: 'port'; readonly windowId: number; readonly epoch: number };

/** The report a message from the child stands for, or undefined when it is none. */
export function readReport(message: unknown): RuntimeReport | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...message };
  const { kind, socketPath, workspace, pid, code, message: sentence, hint } = fields;
  if (kind === 'ready' && typeof socketPath === 'string' && typeof workspace === 'string' && typeof pid === 'number')
    return { kind, socketPath, workspace, pid };
  if (kind === 'owned-elsewhere' && typeof socketPath === 'string') return { kind, socketPath };
  if (kind === 'failed' && typeof code === 'string' && typeof sentence === 'string')
    return typeof hint === 'string' ? { kind, code, message: sentence, hint } : { kind, code, message: sentence };
  return undefined;
}
