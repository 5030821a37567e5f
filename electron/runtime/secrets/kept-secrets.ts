import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Secrets } from '../ports.ts';

/** A longer one is no password or token. */
const mostBytes = 8_192;
const nameForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export interface KeptSecret {
  readonly name: string;
  /** False: other users of this computer may read its file, so it is not used. */
  readonly isUsable: boolean;
}

/** Secrets of a workspace: a file each, which this user alone may read. Values are read for the one call that needs them. */
export interface KeptSecrets extends Secrets {
  list(): Promise<readonly KeptSecret[]>;
  /**
   * Throws `invalid-input` for a name or value that cannot be one. `leave` is asked when the file stands ready beside its
   * place, so that what is recorded there also happens; where it throws, nothing is kept.
   */
  put(name: string, value: string, leave?: () => Promise<void>): Promise<void>;
  /** Whether there was one. `leave` is asked where there is one. */
  remove(name: string, leave?: () => Promise<void>): Promise<boolean>;
}

export function createKeptSecrets(folder: string): KeptSecrets {
  return {
    async read(name) {
      if (!nameForm.test(name)) return null;
      const file = await openIfThere(join(folder, name));
      if (file === null) return null;
      try {
        const { mode, size } = await file.stat();
        if (!isPrivate(mode) || size > mostBytes) return null;
        return (await file.readFile('utf8')).replace(/\r?\n$/, '');
      } finally {
        await file.close();
      }
    },
    async list() {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const found: KeptSecret[] = [];
      for (const name of names.filter((one) => nameForm.test(one)).toSorted()) {
        const file = await openIfThere(join(folder, name));
        if (file === null) continue;
        found.push({ name, isUsable: isPrivate((await file.stat()).mode) });
        await file.close();
      }
      return found;
    },
    async put(name, value, leave) {
      if (!nameForm.test(name))
        throw new LanekeeperError('invalid-input', `"${name.slice(0, 80)}" is no name of a secret. Nothing was kept.`, {
          hint: 'Use small letters, digits, dot, dash and underscore, 64 at most.',
        });
      // A header or a login takes one line.
      if (value === '' || /\p{Cc}/u.test(value) || Buffer.byteLength(value) > mostBytes)
        throw new LanekeeperError('invalid-input', 'A secret is one line of text, 8 KiB at most. Nothing was kept.');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const making = join(folder, `.${name}.new`);
      await rm(making, { force: true });
      const file = await open(making, 'wx', 0o600);
      try {
        await file.writeFile(value);
        await file.sync();
      } finally {
        await file.close();
      }
      try {
        await leave?.();
      } catch (error) {
        await rm(making, { force: true });
        throw error;
      }
      await rename(making, join(folder, name));
    },
    async remove(name, leave) {
      if (!nameForm.test(name)) return false;
      const file = await openIfThere(join(folder, name));
      if (file === null) return false;
      await file.close();
      await leave?.();
      return rm(join(folder, name)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false;
          throw error;
        },
      );
    },
  };
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return null;
    throw error;
  }
}

/** Windows has no such bits: its folder is the user's own. */
function isPrivate(mode: number): boolean {
  return process.platform === 'win32' || (mode & 0o077) === 0;
}
