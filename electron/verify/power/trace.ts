import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { isAbsolute, join } from 'node:path';

/** One thing that happened to the files under a folder, in the order it was finished. */
export type FileEvent =
  | { readonly op: 'create' | 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
  | { readonly op: 'write'; readonly path: string; readonly offset: number; readonly data: Buffer }
  | { readonly op: 'truncate'; readonly path: string; readonly length: number }
  | { readonly op: 'rename' | 'link'; readonly from: string; readonly to: string }
  /** A sync covers what was written before it began; it holds once it has ended. */
  | { readonly op: 'sync-begins'; readonly path: string; readonly sync: number }
  | { readonly op: 'synced'; readonly path: string; readonly sync: number };

/** The calls that change files or make them durable; what a recording is made of. */
export const tracedCalls = [
  'openat',
  'open',
  'creat',
  'write',
  'pwrite64',
  'writev',
  'pwritev',
  'ftruncate',
  'truncate',
  'fallocate',
  'copy_file_range',
  'sendfile',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'unlink',
  'unlinkat',
  'mkdir',
  'mkdirat',
  'rmdir',
  'fsync',
  'fdatasync',
] as const;

/** Reads a recording of `strace -f -y -xx`; events of paths that `isWanted` refuses are left out. */
export async function readTrace(trace: string, isWanted: (path: string) => boolean): Promise<FileEvent[]> {
  const events: FileEvent[] = [];
  const open = new Map<string, { readonly name: string; readonly args: string; readonly sync: number }>();
  const positions = new Map<string, number>();
  let syncs = 0;
  for await (const line of createInterface({ input: createReadStream(trace), crlfDelay: Infinity })) {
    const thread = /^\d+/.exec(line)?.[0] ?? '';
    const rest = line.slice(thread.length).trimStart();
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
    if (resumed !== null) {
      const begun = open.get(thread);
      open.delete(thread);
      const ended = /\)\s+= (-?\d+)/.exec(rest);
      if (begun !== undefined && ended !== null) finish(begun, Number(ended[1]));
      continue;
    }
    const call = /^(\w+)\(/.exec(rest);
    if (call === null) continue;
    const name = call[1] ?? '';
    const body = rest.slice(name.length + 1);
    if (body.endsWith('<unfinished ...>')) {
      const begun = { name, args: body.slice(0, -'<unfinished ...>'.length).trimEnd(), sync: (syncs += 1) };
      open.set(thread, begun);
      if (name === 'fsync' || name === 'fdatasync') beginSync(begun);
      continue;
    }
    const end = body.lastIndexOf(') ');
    const result = /= (-?\d+)/.exec(body.slice(end));
    if (end < 0 || result === null) continue;
    const whole = { name, args: body.slice(0, end), sync: (syncs += 1) };
    if (name === 'fsync' || name === 'fdatasync') beginSync(whole);
    finish(whole, Number(result[1]));
  }
  return events;

  function beginSync({ args, sync }: { readonly args: string; readonly sync: number }): void {
    const path = descriptor(args)?.path;
    if (path !== undefined && isWanted(path)) events.push({ op: 'sync-begins', path, sync });
  }

  function push(event: FileEvent): void {
    const named = 'from' in event ? isWanted(event.from) || isWanted(event.to) : isWanted(event.path);
    if (named) events.push(event);
  }

  function finish(call: { readonly name: string; readonly args: string; readonly sync: number }, result: number): void {
    if (result < 0) return;
    const { name, args } = call;
    const file = descriptor(args);
    switch (name) {
      case 'openat':
      case 'open':
      case 'creat': {
        const path = pathsOf(args, name === 'openat')[0];
        if (path === undefined || !isWanted(path)) return;
        if (/O_CREAT/.test(args) || name === 'creat') push({ op: 'create', path });
        if (/O_TRUNC/.test(args) || name === 'creat') push({ op: 'truncate', path, length: 0 });
        if (/O_APPEND/.test(args)) throw new Error(`The recording appends to ${path}, which is not understood.`);
        positions.set(`${result} ${path}`, 0);
        return;
      }
      case 'write':
      case 'pwrite64': {
        if (file === undefined || !isWanted(file.path)) return;
        const data = stringsOf(args)[0]?.subarray(0, result) ?? Buffer.alloc(0);
        if (name === 'pwrite64')
          return push({ op: 'write', path: file.path, offset: Number(/, (\d+)$/.exec(args)?.[1]), data });
        const place = `${file.number} ${file.path}`;
        const offset = positions.get(place) ?? 0;
        positions.set(place, offset + result);
        return push({ op: 'write', path: file.path, offset, data });
      }
      case 'writev':
      case 'pwritev':
      case 'fallocate':
      case 'copy_file_range':
      case 'sendfile':
        if (file !== undefined && isWanted(file.path))
          throw new Error(`The recording holds a ${name}, which is not understood.`);
        return;
      case 'ftruncate':
        if (file !== undefined) push({ op: 'truncate', path: file.path, length: Number(/, (\d+)$/.exec(args)?.[1]) });
        return;
      case 'truncate':
        return push({
          op: 'truncate',
          path: pathsOf(args, false)[0] ?? '',
          length: Number(/, (\d+)$/.exec(args)?.[1]),
        });
      case 'rename':
      case 'renameat':
      case 'renameat2':
      case 'link':
      case 'linkat': {
        const [from = '', to = ''] = pathsOf(args, name.includes('at'));
        return push({ op: name.startsWith('link') ? 'link' : 'rename', from, to });
      }
      case 'unlink':
      case 'unlinkat':
        return push({
          op: /AT_REMOVEDIR/.test(args) ? 'rmdir' : 'unlink',
          path: pathsOf(args, name === 'unlinkat')[0] ?? '',
        });
      case 'mkdir':
      case 'mkdirat':
        return push({ op: 'mkdir', path: pathsOf(args, name === 'mkdirat')[0] ?? '' });
      case 'rmdir':
        return push({ op: 'rmdir', path: pathsOf(args, false)[0] ?? '' });
      case 'fsync':
      case 'fdatasync':
        if (file !== undefined) push({ op: 'synced', path: file.path, sync: call.sync });
        return;
      default:
    }
  }
}

/** The descriptor a call begins with, and what `-y` says it stands for. */
function descriptor(args: string): { readonly number: string; readonly path: string } | undefined {
  const found = /^(\d+)<((?:\\x[0-9a-f]{2})*)>/.exec(args);
  return found === null ? undefined : { number: found[1] ?? '', path: decode(found[2] ?? '').toString() };
}

function stringsOf(args: string): Buffer[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => decode(hex));
}

/** Absolute paths of a call; with `isAt`, each may be relative to a folder's descriptor. */
function pathsOf(args: string, isAt: boolean): string[] {
  const folders = [...args.matchAll(/(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>/g)].map(([, hex = '']) =>
    decode(hex).toString(),
  );
  return stringsOf(args).map((bytes, index) => {
    const path = bytes.toString();
    return isAbsolute(path) || !isAt ? path : join(folders[index] ?? '/', path);
  });
}

function decode(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}
