import type { FileClient } from './file-client.ts';
import type { HostArtifact } from './protocol.ts';
import type { SessionPort } from './session-port.ts';

/** Most characters of a report that the full-text index gets. */
const mostSearched = 100_000;

/** Keeps an artifact's text as a file, and says what the journal and the search need to know of it. */
export async function keepArtifact(
  files: FileClient,
  { text, ...facts }: Parameters<SessionPort['artifact']>[2],
): Promise<HostArtifact> {
  const kept = await files.write(new TextEncoder().encode(text));
  const isSearched = facts.role === 'report' && facts.mediaType.startsWith('text/');
  return { ...facts, ...kept, searchText: isSearched ? text.slice(0, mostSearched) : '' };
}
