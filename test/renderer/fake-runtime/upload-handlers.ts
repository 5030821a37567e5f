import { LanekeeperError } from '../../../shared/errors.ts';
import type { Handlers } from './handlers.ts';
import { fakeId, sha256 } from './state.ts';

type UploadMethods = 'upload.open' | 'upload.append' | 'upload.cancel' | 'upload.close' | 'file.import';

/** Files are counted and their first rows kept. */
export const uploadHandlers: Pick<Handlers, UploadMethods> = {
  'upload.open': (input, { state }) => {
    const uploadId = fakeId();
    state.uploads.set(uploadId, { ...input, received: 0, head: '' });
    return { uploadId };
  },
  'upload.append': (input, { state }) => {
    const upload = state.uploads.get(input.uploadId);
    if (upload === undefined) throw new LanekeeperError('not-found', 'This upload is not open.');
    const piece = Buffer.from(input.base64, 'base64');
    if (upload.received === 0) upload.head = piece.subarray(0, 64_000).toString('utf8');
    upload.received += piece.length;
    return { received: upload.received };
  },
  'upload.cancel': (input, { state }) => {
    state.uploads.delete(input.uploadId);
    return { ok: true };
  },
  'upload.close': (input, { state }) => {
    const upload = state.uploads.get(input.uploadId);
    if (upload === undefined) throw new LanekeeperError('not-found', 'This upload is not open.');
    return { sha256: sha256(upload.name + upload.received), name: upload.name, bytes: upload.received };
  },
  'file.import': (input) => ({
    sha256: sha256(input.path),
    name: input.path.split('/').at(-1) ?? 'file',
    bytes: 1_000,
  }),
};
