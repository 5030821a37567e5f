import { LanekeeperError } from '../../../shared/errors.ts';

/** A piece of a file as base64. The browser does it away from the page's thread: in JavaScript a piece took 50 ms. */
export function readBase64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const address = reader.result as string;
      resolve(address.slice(address.indexOf(',') + 1));
    });
    reader.addEventListener('error', () =>
      reject(
        new LanekeeperError('refused', 'The file could not be read to its end: it was changed, moved or taken away.', {
          hint: 'Nothing of it was kept. Choose it again.',
          cause: reader.error,
        }),
      ),
    );
    reader.readAsDataURL(piece);
  });
}
