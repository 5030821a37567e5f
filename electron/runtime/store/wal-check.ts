import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';

const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const walMagic = 0x37_7f_06_82;

export interface WalVerdict {
  /** Whole transactions end with this frame. */
  readonly frames: number;
  /** Null when everything that was acknowledged is there; else what is wrong, in one sentence. */
  readonly problem: string | null;
}

interface FlushedFrames {
  readonly salt: Buffer;
  readonly frames: number;
  /** How many of them a checkpoint has copied into the database. */
  readonly copied: number;
}

interface Generation {
  readonly pageBytes: number;
  readonly salt: Buffer;
  readonly isBigEndian: boolean;
}

/**
 * Looks at a WAL before SQLite does. SQLite takes the first frame whose sum is wrong for the end of the log, which is
 * right for a write that a power cut tore and silently loses acknowledged work for anything else. Two things tell them
 * apart: a transaction is written only when the one before it is on the disk, so whatever follows a bad transaction
 * proves that it was whole once; and the WAL index, where a crash of the process left it, counts frames that were
 * flushed. (After a power cut there may be no index; then the last transaction alone cannot be judged.)
 *
 * It opens the files of the database, so it runs before anything in this process has that database open: closing a
 * descriptor drops the locks a process holds on the file. Format: sqlite.org/fileformat2.html#walformat.
 */
export function checkWal(database: string): WalVerdict {
  const path = `${database}-wal`;
  const index = flushedFrames(database);
  // Gone or empty, it may only have held what the database has by now.
  const empty = (): WalVerdict =>
    index === null || index.frames === index.copied
      ? { frames: 0, problem: null }
      : bad(0, `all ${index.frames} of its pages that were saved are gone`);
  if (!existsSync(path)) return empty();
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    return size < walHeaderBytes ? empty() : checkFrames(file, size, index);
  } finally {
    closeSync(file);
  }
}

function checkFrames(file: number, size: number, index: FlushedFrames | null): WalVerdict {
  const header = readAt(file, 0, walHeaderBytes);
  const magic = header.readUInt32BE(0);
  if (magic >>> 1 !== walMagic >>> 1) return bad(0, 'its first bytes are not those of such a log');
  const isBigEndian = (magic & 1) === 1;
  let sum = addSum([0, 0], header.subarray(0, 24), isBigEndian);
  if (!isSum(sum, header, 24)) return bad(0, 'its header is damaged');
  const generation: Generation = { pageBytes: header.readUInt32BE(8), salt: header.subarray(16, 24), isBigEndian };
  const frameBytes = frameHeaderBytes + generation.pageBytes;
  const count = Math.floor((size - walHeaderBytes) / frameBytes);
  let committed = 0;
  let at = 0;
  for (; at < count; at += 1) {
    const frame = readAt(file, walHeaderBytes + at * frameBytes, frameBytes);
    if (!frame.subarray(8, 16).equals(generation.salt)) break;
    const next = addSum(addSum(sum, frame.subarray(0, 8), isBigEndian), frame.subarray(frameHeaderBytes), isBigEndian);
    if (!isSum(next, frame, 16)) break;
    sum = next;
    if (frame.readUInt32BE(4) !== 0) committed = at + 1;
  }
  if (index !== null && index.salt.equals(generation.salt) && index.frames > committed)
    return bad(
      committed,
      `${index.frames - committed} of its ${index.frames} pages that were saved are damaged or cut off`,
    );
  return isFollowed(file, { from: at, count, frameBytes, salt: generation.salt })
    ? bad(committed, `page ${at + 1} of it is damaged, and saved work follows it`)
    : { frames: committed, problem: null };
}

/** Whether a frame of the same generation lies behind the end of the transaction that the bad frame belongs to. */
function isFollowed(
  file: number,
  { from, count, frameBytes, salt }: { from: number; count: number; frameBytes: number; salt: Buffer },
): boolean {
  let hasEnded = false;
  for (let at = from; at < count; at += 1) {
    const header = readAt(file, walHeaderBytes + at * frameBytes, frameHeaderBytes);
    if (!header.subarray(8, 16).equals(salt)) continue;
    if (hasEnded) return true;
    hasEnded = header.readUInt32BE(4) !== 0;
  }
  return false;
}

/** What the WAL index says was flushed; null where there is none, or one that cannot be believed. */
function flushedFrames(database: string): FlushedFrames | null {
  const path = `${database}-shm`;
  if (!existsSync(path)) return null;
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).size < 100) return null;
    const start = readAt(file, 0, 100);
    const both = start.subarray(0, 96);
    const header = both.subarray(0, 48);
    const isWhole = header.equals(both.subarray(48)) && header[12] === 1;
    // It is written in the machine's own order, which is little-endian wherever this runs.
    if (!isWhole || !isSumLittle(addSum([0, 0], header.subarray(0, 40), false), header, 40)) return null;
    return {
      salt: Buffer.from(header.subarray(32, 40)),
      frames: header.readUInt32LE(16),
      copied: start.readUInt32LE(96),
    };
  } finally {
    closeSync(file);
  }
}

/**
 * A connection that had the database to itself (see `openLoneReader`) empties and removes the WAL when it closes, and
 * leaves the index of an earlier process where it lies: without this, that index would speak of a WAL that was lost.
 */
export function dropStaleIndex(database: string): void {
  if (!existsSync(`${database}-wal`)) rmSync(`${database}-shm`, { force: true });
}

type Sum = readonly [number, number];

function addSum([first, second]: Sum, bytes: Buffer, isBigEndian: boolean): Sum {
  let one = first;
  let two = second;
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + two) >>> 0;
    two = (two + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + one) >>> 0;
  }
  return [one, two];
}

function isSum([one, two]: Sum, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === one && bytes.readUInt32BE(at + 4) === two;
}

function isSumLittle([one, two]: Sum, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32LE(at) === one && bytes.readUInt32LE(at + 4) === two;
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}

function bad(frames: number, problem: string): WalVerdict {
  return { frames, problem };
}
