import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import { distFolder, projectRoot } from '../../host/project-root.ts';

/** Whether this very code runs from its sources. */
const isSource = import.meta.url.endsWith('.ts');

/** The runtime's program. From source it is built first, since the agents it brings along are only run built. */
export async function runtimeScript(say: (line: string) => void): Promise<string> {
  if (isSource) {
    const { buildIfStale } = await import('../../host/building/build.ts');
    await buildIfStale(['code'], say);
  }
  const built = join(distFolder, 'runtime', 'process.js');
  if (existsSync(built)) return built;
  throw new LanekeeperError('unsupported', `The runtime is not built in ${projectRoot}.`, {
    hint: 'Run `npm run build` there.',
  });
}
