import type { Db } from '../open.ts';

/** As a step's result names what it has stored, and the journal a result that was too long for it. */
const named = /"\$(?:stored|spilled)":"([0-9a-f]{64})"/g;
/** Word for word as in the indexes that hold them. */
const namesFile = (column: string): string =>
  `instr(${column}, '"$spilled":"') > 0 OR instr(${column}, '"$stored":"') > 0`;

/**
 * SHA-256 of every kept file that a row names: artifacts, the files that runs were started with or will be, those a
 * message names, what was sent to models, and large results of steps and runs.
 */
export function listKeptFiles(db: Db): string[] {
  return [...new Set([...namedInColumns(db), ...namedInTexts(db)])].toSorted();
}

function namedInTexts(db: Db): string[] {
  const texts = db
    .prepare(
      `SELECT result FROM journal WHERE ${namesFile('result')}
       UNION ALL SELECT result FROM journal_tail WHERE ${namesFile('result')}
       UNION ALL SELECT output FROM run WHERE ${namesFile('output')}`,
    )
    .pluck()
    .all() as string[];
  return texts.flatMap((text) => Array.from(text.matchAll(named), ([, sha256]) => sha256 ?? ''));
}

function namedInColumns(db: Db): string[] {
  return db
    .prepare(
      `SELECT sha256 FROM artifact
       UNION SELECT json_extract(file, '$.sha256') FROM run WHERE file IS NOT NULL
       UNION SELECT json_extract(value, '$.sha256') FROM turn, json_each(attachments)
         WHERE attachments <> '[]' AND json_extract(value, '$.kind') = 'file'
       UNION SELECT json_extract(file, '$.sha256') FROM schedule WHERE file IS NOT NULL
       UNION SELECT json_extract(file, '$.sha256') FROM firing WHERE file IS NOT NULL
       UNION SELECT json_extract(model, '$.sentSha256') FROM call WHERE json_extract(model, '$.sentSha256') IS NOT NULL`,
    )
    .pluck()
    .all() as string[];
}
