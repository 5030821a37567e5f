import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { fileSha256 } from '../files/file-hash.ts';
import { fileFailure, systemCode } from '../files/file-failure.ts';
import { printable } from '../printable.ts';
import type { PublishParams } from './facts.ts';
import { nameProblem } from './file-names.ts';

/** Where a file would go, links resolved, and what is there now. */
export interface PublishPlace {
  /** The real folder; part of what is approved, so that a link turned elsewhere makes the approval stale. */
  readonly folder: string;
  readonly path: string;
  /** SHA-256 of the file of that name; null when there is none. */
  readonly targetSha256: string | null;
}

export type ResolvedPlace =
  | { readonly ok: true; readonly place: PublishPlace }
  | { readonly ok: false; readonly reason: string };

/** Resolves the folder and looks at the name in it. Nothing is created. */
export async function resolvePlace(params: PublishParams, settings: Settings): Promise<ResolvedPlace> {
  const root = settings.publishFolder;
  if (root === null)
    return no('No folder to publish to is set. Choose one in Settings, under Publish folder; nothing was published.');
  if (!isAbsolute(root))
    return no(`The publish folder '${printable(root)}' is not a full path. Correct it in Settings.`);
  const problem = nameProblem(params.fileName);
  if (problem !== null) return no(`The name '${printable(params.fileName)}' ${problem}.`);
  const parts = params.folder === undefined ? [] : params.folder.split('/');
  for (const part of parts) {
    const partProblem = nameProblem(part);
    if (partProblem !== null) return no(`The folder name '${printable(part)}' ${partProblem}.`);
  }
  try {
    return await lookAt(root, parts, params.fileName);
  } catch (thrown) {
    const missing = systemCode(thrown) === 'ENOENT';
    const folder = printable(join(root, ...parts), 300);
    return no(
      missing
        ? `The folder ${folder} does not exist. Create it or choose another in Settings; nothing was published.`
        : `${fileFailure(thrown, folder)}. Nothing was published.`,
    );
  }
}

async function lookAt(root: string, parts: readonly string[], fileName: string): Promise<ResolvedPlace> {
  const realRoot = await realpath(root);
  const folder = await realpath(join(realRoot, ...parts));
  if (!isInside(realRoot, folder))
    return no(`The folder '${parts.join('/')}' leads out of the publish folder. Nothing was published.`);
  if (!(await stat(folder)).isDirectory())
    return no(`${printable(folder, 300)} is not a folder. Nothing was published.`);
  const path = join(folder, fileName);
  const there = await lstat(path).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  });
  if (there !== null && !there.isFile())
    return no(`Something other than a file has the name '${fileName}' there. It was left as it is.`);
  return { ok: true, place: { folder, path, targetSha256: there === null ? null : await fileSha256(path) } };
}

function isInside(root: string, folder: string): boolean {
  const way = relative(root, folder);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

function no(reason: string): ResolvedPlace {
  return { ok: false, reason };
}
