const forbidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/u;
/** Device names of Windows, whatever their extension. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;
/** The limit of every file system in use, in UTF-8 bytes. */
const maxNameBytes = 255;

/**
 * Why a name cannot be used for a file on every system, as the end of "The name ... ", or null when it can.
 * A name is refused, never changed: what is shown is what is written.
 */
export function nameProblem(name: string): string | null {
  if (name === '' || name === '.' || name === '..') return 'does not name a file';
  if (forbidden.test(name)) return 'contains a character that file names cannot have';
  if (name.startsWith('.')) return 'starts with a dot, which hides the file';
  if (/[. ]$/.test(name) || name.startsWith(' ')) return 'starts or ends with a space or ends with a dot';
  if (reserved.test(name)) return 'is reserved by Windows';
  if (name !== name.normalize('NFC')) return 'is written with loose accents; use their composed form';
  if (Buffer.byteLength(name) > maxNameBytes) return 'is too long';
  return null;
}
