import { readFileSync, statSync } from 'node:fs';
import { spilledIn } from '../../hosts/journal-values.ts';
import { blobPath } from './artifact-reads.ts';

/** A value that is kept as a file is read up to this size, bytes: it has to fit into one answer. */
const mostShownBytes = 500_000;

/** A recorded value as the code got it; one that is too large, or whose file is gone, as the journal names it. */
export function wholeValue(text: string | null, artifactFolder: string): unknown {
  if (text === null) return null;
  const sha256 = spilledIn(text);
  const file = sha256 === null ? null : blobPath(artifactFolder, sha256);
  const bytes = file === null ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
  if (file === null || bytes === undefined || bytes > mostShownBytes) return JSON.parse(text) as unknown;
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}
