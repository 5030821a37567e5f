import type { InputFile } from 'lanekeeper/sdk';
import { byteCensus, type ByteCensus } from './byte-census.ts';

/** The encodings a file can be read in, by their WHATWG label, and how they are called on screen. */
export const encodingNames = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Latin-1 (Windows-1252)',
  'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  shift_jis: 'Japanese (Shift_JIS)',
  gb18030: 'Chinese (GB18030)',
  big5: 'Chinese (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
} as const;
export type Encoding = keyof typeof encodingNames;

export interface EncodingVerdict {
  readonly encoding: Encoding;
  /** Why: the sentence part that stands behind the encoding's name. */
  readonly because: string;
  /** Bytes that are no text in this encoding; the rows that hold them are set aside. */
  readonly damagedBytes: number;
}

/** A byte that breaks UTF-8 is taken as damage, and not as another encoding, from this many sound sequences for each. */
const SOUND_SEQUENCES_PER_DAMAGED_BYTE = 10;
/** Share of NUL bytes in every second place from which text is UTF-16: ASCII text has 100 %, other scripts their spaces and digits. */
const UTF16_NUL_SHARE = 0.1;

/** What the first bytes of a file that is no text say it is, or null. */
export function binaryKind(opening: Uint8Array): string | null {
  for (const [kind, signature] of binarySignatures) {
    if (signature.every((byte, index) => opening[index] === byte)) return kind;
  }
  return null;
}

const binarySignatures: readonly (readonly [string, readonly number[]])[] = [
  ['an Excel workbook or another ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Excel or Word file', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
];

/** Counts a file's bytes, all of them or as many as the limit says. */
export async function takeCensus(file: InputFile, limitBytes = Infinity): Promise<ByteCensus> {
  const census = byteCensus();
  for await (const piece of file.chunks()) {
    census.add(piece);
    if (census.bytes >= limitBytes) break;
  }
  return census;
}

/** Judges the encoding: byte order mark, then UTF-16's NUL pattern, then whether the bytes are sound UTF-8, else Windows-1252. */
export function judgeEncoding(census: ByteCensus, chosen: Encoding | 'auto' = 'auto'): EncodingVerdict {
  const damagedAsUtf8 = census.damaged;
  if (chosen !== 'auto') {
    return { encoding: chosen, because: 'chosen', damagedBytes: chosen === 'utf-8' ? damagedAsUtf8 : 0 };
  }
  const mark = byteOrderMark(census.opening);
  if (mark !== null) {
    return { encoding: mark, because: 'byte order mark', damagedBytes: mark === 'utf-8' ? damagedAsUtf8 : 0 };
  }
  const wide = wideByNuls(census);
  if (wide !== null) return { encoding: wide, because: 'every second byte is zero', damagedBytes: 0 };
  if (damagedAsUtf8 === 0) {
    return { encoding: 'utf-8', because: census.sequences === 0 ? 'plain ASCII' : 'every byte fits', damagedBytes: 0 };
  }
  if (census.sequences >= damagedAsUtf8 * SOUND_SEQUENCES_PER_DAMAGED_BYTE) {
    return { encoding: 'utf-8', because: 'nearly every byte fits', damagedBytes: damagedAsUtf8 };
  }
  return { encoding: 'windows-1252', because: 'not UTF-8', damagedBytes: 0 };
}

function byteOrderMark(opening: Uint8Array): Encoding | null {
  const [first, second, third] = opening;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

function wideByNuls(census: ByteCensus): Encoding | null {
  const places = Math.max(1, census.openingBytes / 2);
  const evenShare = census.openingNulsEven / places;
  const oddShare = census.openingNulsOdd / places;
  if (oddShare >= UTF16_NUL_SHARE && evenShare < oddShare / 10) return 'utf-16le';
  if (evenShare >= UTF16_NUL_SHARE && oddShare < evenShare / 10) return 'utf-16be';
  return null;
}
