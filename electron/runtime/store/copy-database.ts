import type { ChainHead } from '../audit/chain.ts';
import { chainRoot, emptyChain } from '../audit/chain.ts';
import { openReader, type Db } from './open.ts';
import { listKeptFiles } from './read/kept-files.ts';

/** Pages copied in one go: a few milliseconds, then the thread serves others. */
const pagesAtOnce = 256;

/** What a copy of the main database holds, read from the same moment as its pages. */
export interface CopiedFacts {
  readonly schema: number;
  readonly instanceId: string;
  readonly engineId: string;
  readonly audit: { readonly events: number; readonly head: string; readonly root: string };
  /** SHA-256 of every kept file that a row names. */
  readonly keptFiles: readonly string[];
}

/**
 * Copies an open database with SQLite's backup API, as it was at one moment, while others write. The copy is made
 * inside a read transaction: without one SQLite begins again at every commit of the writer, and under steady work it
 * would never end. Until it has ended the WAL grows by what is written meanwhile.
 */
export async function copyDatabase<T>(
  source: string,
  target: string,
  options: {
    readonly progress: (done: number, total: number) => void;
    readonly isOver: () => boolean;
    /** Reads from the moment that is copied. */
    readonly read: (db: Db) => T;
  },
): Promise<T> {
  const db = openReader(source);
  try {
    db.exec('BEGIN');
    const facts = options.read(db);
    await db.backup(target, {
      progress({ totalPages, remainingPages }) {
        if (options.isOver()) throw new Error('the runtime is closing');
        options.progress(totalPages - remainingPages, totalPages);
        return pagesAtOnce;
      },
    });
    return facts;
  } finally {
    db.close();
  }
}

export function copiedFacts(db: Db): CopiedFacts {
  const meta = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const kept = meta.get('audit-head') as string | undefined;
  const head = kept === undefined ? emptyChain('') : (JSON.parse(kept) as ChainHead);
  return {
    schema: Number(db.pragma('user_version', { simple: true })),
    instanceId: (meta.get('instance-id') as string | undefined) ?? '',
    engineId: (meta.get('engine-id') as string | undefined) ?? '',
    audit: { events: head.seq, head: head.hash, root: chainRoot(head) },
    keptFiles: listKeptFiles(db),
  };
}

/** Bytes a database has now, free pages included. */
export function databaseBytes(path: string): number {
  const db = openReader(path);
  try {
    return Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  } finally {
    db.close();
  }
}
