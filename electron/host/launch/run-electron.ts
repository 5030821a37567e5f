import { spawn } from 'node:child_process';

/** Why Electron cannot open a window for this person although its binary is there, or undefined. */
export function whyNoWindow(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display here';
  if (process.getuid?.() === 0) return 'Electron does not open for root';
  return undefined;
}

/** Runs the desktop shell until it ends; the exit code is its own. */
export function runElectron(binary: string, projectRoot: string, workspace: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, [projectRoot, `--workspace=${workspace}`], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
    // Ctrl+C reaches the whole process group; the shell drains its runtime, and this process waits for it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => (signal === 'SIGINT' ? undefined : child.kill(signal)));
  });
}
