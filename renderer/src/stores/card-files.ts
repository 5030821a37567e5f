import { create } from 'zustand';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import { readArtifact } from './artifacts.ts';
import { sha256Hex } from './sha256.ts';

/** What is known of a parameter that is kept as a file. */
export type FileCheck =
  | { readonly state: 'reading'; readonly read: number }
  | { readonly state: 'matches'; readonly text: string }
  | { readonly state: 'differs'; readonly text: string }
  | { readonly state: 'gone'; readonly reason: string };

/** The files of the open card by their hash, read whole and hashed in this window (A4). */
export const useCardFiles = create<{ readonly checks: ReadonlyMap<string, FileCheck> }>()(() => ({
  checks: new Map(),
}));

type Files = ApprovalDetail['files'];

/** Reads and hashes each file once; those of the card before are let go. */
export async function checkFiles(files: Files): Promise<void> {
  const { checks } = useCardFiles.getState();
  const kept = new Map(Array.from(checks).filter(([sha256]) => files.some((file) => file.sha256 === sha256)));
  if (kept.size !== checks.size) useCardFiles.setState({ checks: kept });
  for (const file of files) if (!useCardFiles.getState().checks.has(file.sha256)) await checkFile(file);
}

/** Whether every file the action names was read in this window and has its hash (A4). */
export function filesFault(
  { files }: Pick<ApprovalDetail, 'files'>,
  checks: ReadonlyMap<string, FileCheck>,
): string | null {
  const states = files.map(({ sha256 }) => checks.get(sha256)?.state);
  if (states.includes('differs')) return 'A file it names is not what its hash says.';
  if (states.includes('gone')) return 'A file it names cannot be read.';
  return states.every((state) => state === 'matches') ? null : 'The files it names are being hashed.';
}

async function checkFile({ sha256, artifactId, bytes }: Files[number]): Promise<void> {
  if (artifactId === null) return note(sha256, { state: 'gone', reason: 'It was removed with what its run held.' });
  note(sha256, { state: 'reading', read: 0 });
  try {
    const { text } = await readArtifact(artifactId, {
      onPart: (read) => useCardFiles.getState().checks.has(sha256) && note(sha256, { state: 'reading', read }),
    });
    if (!useCardFiles.getState().checks.has(sha256)) return;
    const isSame = new TextEncoder().encode(text).length === bytes && (await sha256Hex(text)) === sha256;
    note(sha256, { state: isSame ? 'matches' : 'differs', text });
  } catch (error) {
    note(sha256, { state: 'gone', reason: error instanceof Error ? error.message : String(error) });
  }
}

function note(sha256: string, check: FileCheck): void {
  useCardFiles.setState(({ checks }) => ({ checks: new Map([...checks, [sha256, check]]) }));
}
