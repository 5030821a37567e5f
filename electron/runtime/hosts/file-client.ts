import type { MessagePort } from 'node:worker_threads';
import type { FileRef } from '../../../shared/domain/agent.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { Ctx, InputFile } from '../sdk/types.ts';
import { enterAgain } from './at-work.ts';
import type { FileReply, FileRequest } from './files-protocol.ts';
import type { ToHostStart } from './protocol.ts';

const pieceBytes = 1024 * 1024;

/** The host's way to files kept by hash; the thread itself can open none. */
export interface FileClient {
  write(bytes: Uint8Array): Promise<{ sha256: string; bytes: number }>;
  readAll(sha256: string): Promise<Uint8Array>;
  input(file: FileRef): InputFile;
  /** What a run may read from its start on. */
  given(start: Pick<ToHostStart, 'file' | 'inherited'>): Pick<Ctx, 'file' | 'inherited'>;
}

export function createFileClient(port: MessagePort): FileClient {
  const waiting = new Map<number, { resolve: (reply: FileReply) => void; reject: (error: Error) => void }>();
  let seq = 0;
  port.on('message', (reply: FileReply) => {
    const call = waiting.get(reply.seq);
    waiting.delete(reply.seq);
    if (reply.kind === 'file-failed')
      call?.reject(new AgentError(reply.error.code, reply.error.message, reply.error.hint));
    else call?.resolve(reply);
  });

  function ask<K extends FileReply['kind']>(
    kind: K,
    make: (seq: number) => FileRequest,
  ): Promise<Extract<FileReply, { kind: K }>> {
    seq += 1;
    const asked = seq;
    const answered = new Promise<FileReply>((resolve, reject) => {
      waiting.set(asked, { resolve, reject });
      port.postMessage(make(asked));
    });
    return answered.then((reply) => {
      enterAgain();
      if (reply.kind !== kind) throw new Error(`unexpected ${reply.kind}`);
      return reply as Extract<FileReply, { kind: K }>;
    });
  }

  async function* chunks(sha256: string, total: number, size: number): AsyncGenerator<Uint8Array> {
    for (let offset = 0; offset < total;) {
      const at = offset;
      const reply = await ask('chunk', (asked) => ({ kind: 'read', seq: asked, sha256, offset: at, length: size }));
      if (reply.bytes.length === 0)
        throw new AgentError('file-cut', 'The kept copy of the file ended early.', 'Start a new run with the file.');
      offset += reply.bytes.length;
      yield reply.bytes;
    }
  }

  const input = ({ name, bytes, sha256 }: FileRef): InputFile => ({
    name,
    bytes,
    sha256,
    chunks: (size = pieceBytes) => chunks(sha256, bytes, size),
  });

  return {
    async write(bytes) {
      const reply = await ask('written', (asked) => ({ kind: 'write', seq: asked, bytes }));
      return { sha256: reply.sha256, bytes: reply.bytes };
    },
    async readAll(sha256) {
      const first = await ask('chunk', (asked) => ({
        kind: 'read',
        seq: asked,
        sha256,
        offset: 0,
        length: pieceBytes,
      }));
      if (first.bytes.length === first.total) return first.bytes;
      const whole = new Uint8Array(first.total);
      whole.set(first.bytes);
      let offset = first.bytes.length;
      while (offset < first.total) {
        const at = offset;
        const next = await ask('chunk', (asked) => ({
          kind: 'read',
          seq: asked,
          sha256,
          offset: at,
          length: pieceBytes,
        }));
        whole.set(next.bytes, offset);
        offset += next.bytes.length;
      }
      return whole;
    },
    input,
    given: ({ file, inherited }) => ({
      file: file === null ? null : input(file),
      inherited: inherited.map((artifact) => ({ ...artifact, ...input(artifact) })),
    }),
  };
}
