/**
 * Lets a process live on when nobody reads its output any more (`… | head`, a closed terminal): what it says then is
 * lost, and nothing else. Any other failure of an output is thrown as before.
 */
export function surviveClosedOutput(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', ignoreClosed);
}

function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
}
