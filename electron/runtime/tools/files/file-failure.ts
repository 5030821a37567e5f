/** The system's code of a failed file operation (`ENOSPC`), or null when it is something else. */
export function systemCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}

/** What went wrong with a file, as the first half of a sentence without its full stop. */
export function fileFailure(thrown: unknown, place: string): string {
  const code = systemCode(thrown);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return `There is no space left for ${place}`;
    case 'EACCES':
    case 'EPERM':
      return `The system does not let Lanekeeper write ${place}`;
    case 'EROFS':
      return `The disk of ${place} is read-only`;
    case 'ENOENT':
      return `The folder of ${place} is missing`;
    case 'ENOTDIR':
      return `A file stands where the folder of ${place} should be`;
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
    case 'ENOSYS':
      return `The file system of ${place} cannot link files, so nothing can be written there without the risk of overwriting`;
    case 'ENAMETOOLONG':
      return `The name of ${place} is too long for its file system`;
    default:
      return `Writing ${place} failed (${code ?? (thrown instanceof Error ? thrown.message : String(thrown))})`;
  }
}
