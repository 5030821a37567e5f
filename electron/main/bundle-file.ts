import { isAbsolute, join, relative, resolve } from 'node:path';
import { isOwnAddress } from './app-scheme.ts';

/** The file inside `root` that an address of the console names, or undefined when it names none. */
export function bundleFile(root: string, address: string): string | undefined {
  if (!isOwnAddress(address)) return undefined;
  const path = decodedPath(new URL(address).pathname);
  if (path === undefined || path.includes('\0') || path.includes('\\')) return undefined;
  // A leading slash would make resolve() forget the root.
  const file = resolve(root, path === '/' ? 'index.html' : `.${path}`);
  const inside = relative(root, file);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? undefined : join(root, inside);
}

/** Decoded once and no more: what is still encoded after that is part of a name. */
function decodedPath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
