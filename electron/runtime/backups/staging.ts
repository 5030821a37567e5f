import { join } from 'node:path';

/** Where the new databases of a restore wait for their turn. A start looks here first: most find nothing. */
export function stagingIn(workspace: string): string {
  return join(workspace, 'restoring');
}
