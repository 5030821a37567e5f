/** The first eight digits of a hash in two groups: `a91f 3c20`. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
}

/** A whole hash in groups of eight, so that two people can read it to each other. */
export function groupedHash(hash: string): string {
  return hash.replaceAll(/(.{8})(?=.)/g, '$1 ');
}

/** The end of an id, where two ids made in the same second differ. */
export function shortId(id: string): string {
  const bare = id.replaceAll('-', '');
  return bare.length <= 8 ? id : bare.slice(-6);
}
