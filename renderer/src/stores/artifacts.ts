import type { Artifact } from '../../../shared/domain/run.ts';
import { call } from '../bridge.ts';

const pieceLength = 400_000;

interface Reading {
  /** Stops early, and the answer says so. Characters. */
  readonly most?: number;
  /** Told how many bytes have been read after each piece. */
  readonly onPart?: (bytes: number) => void;
}

/** Reads an artifact's text in pieces. */
export async function readArtifact(
  artifactId: string,
  { most = Number.POSITIVE_INFINITY, onPart }: Reading = {},
): Promise<{ text: string; isWhole: boolean }> {
  const pieces: string[] = [];
  let offset = 0;
  let read = 0;
  for (;;) {
    const piece = await call('artifact.read', { artifactId, offset, length: pieceLength });
    pieces.push(piece.text);
    read += piece.text.length;
    // The answer's offset is where the next piece begins: a piece never ends inside a character.
    offset = piece.offset;
    onPart?.(offset);
    if (piece.text === '' || offset >= piece.total) return { text: pieces.join(''), isWhole: true };
    if (read >= most) return { text: pieces.join(''), isWhole: false };
  }
}

/** Gives the artifact to the browser as a file. */
export async function downloadArtifact(artifact: Artifact): Promise<void> {
  const { text } = await readArtifact(artifact.artifactId);
  const address = URL.createObjectURL(new Blob([text], { type: artifact.mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = artifact.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
