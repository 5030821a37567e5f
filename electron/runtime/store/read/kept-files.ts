import type { Db } from '../open.ts';

/**
 * SHA-256 of every kept file that a row names: artifacts, the files that runs were started with or will be, those a
 * message names, and what was sent to models.
 */
export function listKeptFiles(db: Db): string[] {
  return db
    .prepare(
      `SELECT sha256 FROM artifact
       UNION SELECT json_extract(file, '$.sha256') FROM run WHERE file IS NOT NULL
       UNION SELECT json_extract(value, '$.sha256') FROM turn, json_each(attachments)
         WHERE attachments <> '[]' AND json_extract(value, '$.kind') = 'file'
       UNION SELECT json_extract(file, '$.sha256') FROM schedule WHERE file IS NOT NULL
       UNION SELECT json_extract(file, '$.sha256') FROM firing WHERE file IS NOT NULL
       UNION SELECT json_extract(model, '$.sentSha256') FROM call WHERE model IS NOT NULL ORDER BY 1`,
    )
    .pluck()
    .all() as string[];
}
