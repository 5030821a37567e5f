import { createHash } from 'node:crypto';
import type { ApprovalDetail } from '../../../shared/domain/approval.ts';
import type { Session } from '../connection/session.ts';
import { plain, size } from '../output/words.ts';

const pieceBytes = 400_000;

/** A parameter that is kept as a file, read whole here and held against the hash in the action (A4). */
export interface CheckedFile {
  readonly path: string;
  readonly sha256: string;
  readonly isWhole: boolean;
  /** For the terminal. */
  readonly words: string;
}

export async function checkFiles(session: Session, { files }: Pick<ApprovalDetail, 'files'>): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const { path, sha256, bytes, artifactId } of files) {
    const isWhole = artifactId !== null && (await hashOf(session, artifactId, bytes)) === sha256;
    const verdict =
      artifactId === null ? 'is gone' : isWhole ? 'was read and matches its hash' : 'IS NOT WHAT ITS HASH SAYS';
    checked.push({ path, sha256, isWhole, words: `${plain(path)}: ${size(bytes)}, ${sha256}, ${verdict}` });
  }
  return checked;
}

/** SHA-256 of a kept text, read to its end. */
async function hashOf(session: Session, artifactId: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < bytes;) {
    const piece = await session.ask('artifact.read', { artifactId, offset, length: pieceBytes });
    if (piece.text === '') break;
    hash.update(piece.text);
    offset = piece.offset;
  }
  return hash.digest('hex');
}
