import { buildIfStale } from '../../electron/host/building/build.ts';

/**
 * Vitest global setup: builds the programs and the console's page once when a source is newer than they are.
 * A source that does not build is reported and left to the tests that need it: `npm test` builds first and stops there.
 */
export default async function buildOnce(): Promise<void> {
  try {
    await buildIfStale(['code', 'renderer']);
  } catch (error) {
    console.error('The programs could not be built; tests that start them will fail or run what was built before.');
    console.error(error instanceof Error ? error.message : error);
  }
}
