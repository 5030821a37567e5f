import type { InputFile } from 'lanekeeper/sdk';
import type { Encoding } from './encoding.ts';

/** One decoded piece of a file, with how many of the file's bytes have been read so far. */
export interface TextPiece {
  readonly text: string;
  readonly bytesRead: number;
}

/** The file's text in order. Characters that straddle two pieces are whole; a byte order mark is left out. */
export async function* textPieces(file: InputFile, encoding: Encoding): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding);
  let bytesRead = 0;
  for await (const piece of file.chunks()) {
    bytesRead += piece.length;
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield { text, bytesRead };
  }
  const rest = decoder.decode();
  if (rest !== '') yield { text: rest, bytesRead };
}

/** The first characters of a file, for looking at its layout. */
export async function openingText(file: InputFile, encoding: Encoding, limitBytes: number): Promise<string> {
  let opening = '';
  for await (const piece of textPieces(file, encoding)) {
    opening += piece.text;
    if (piece.bytesRead >= limitBytes) break;
  }
  return opening;
}
