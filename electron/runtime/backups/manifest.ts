import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../../../shared/errors.ts';

export const manifestName = 'manifest.json';
/** A backup that is still being written ends so; it is never taken for one. */
export const partialEnding = '.partial';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** What a backup may hold, seen from its folder and from the workspace alike; a name can lead nowhere else. */
const places = new Set(['lanekeeper.db', 'records.db', 'artifacts', 'releases']);
const path = z
  .string()
  .max(2_000)
  .refine((value) => {
    const parts = value.split('/');
    const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part));
    return isPlain && places.has(parts[0] ?? '') && parts.length > (parts[0]?.endsWith('.db') === true ? 0 : 1);
  }, 'leads out of the backup');

const manifestSchema = z.object({
  format: z.literal(1),
  /** Version of Lanekeeper that wrote it. */
  version: z.string().max(100),
  schema: z.number().int().min(1),
  instanceId: z.string().max(200),
  engineId: z.string().max(200),
  takenAtMs: z.number(),
  /** Where the audit log ended. */
  audit: z.object({ events: z.number().int().min(0), head: z.string(), root: z.string() }),
  files: z.array(z.object({ path, bytes: z.number().int().min(0), sha256 })).min(1),
  /** SHA-256 of kept files that rows name and that were damaged or gone. */
  missing: z.array(sha256),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackupFile = BackupManifest['files'][number];

/** Reads what a backup says it holds; refused in words when the folder is none, or its description is damaged. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  if (folder.replace(/[/\\]+$/, '').endsWith(partialEnding))
    throw new LanekeeperError('refused', `${folder} is a backup that was never finished. Nothing was changed.`, {
      hint: 'Choose one without ".partial" in its name.',
    });
  const text = await readFile(join(folder, manifestName), 'utf8').catch((cause: unknown) => {
    throw new LanekeeperError(
      'not-found',
      `${folder} is not a backup: it has no readable ${manifestName}. Nothing was changed.`,
      { hint: 'Name the folder that `lanekeeper backup` printed.', cause },
    );
  });
  const parsed = manifestSchema.safeParse(parseOrNull(text));
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new LanekeeperError(
    'refused',
    `The description of the backup ${folder} is damaged (${first?.path.join('.') || manifestName}: ${first?.message ?? 'not valid'}). Nothing was changed.`,
    { hint: 'Use another backup.' },
  );
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
