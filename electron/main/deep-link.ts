/** The scheme of links from outside. It is never served: a link names a place and nothing more. */
export const deepLinkScheme = 'lanekeeper';

const places: Readonly<Record<string, string>> = { approval: '#/inbox/', run: '#/runs/', agent: '#/agents/' };
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/**
 * The place a link means, as a fragment of the console's address: `lanekeeper://run/<id>`, `…approval/<id>`,
 * `…agent/<id>`. Anything else, and anything beside the id, is undefined: a link is hostile input.
 */
export function placeOfLink(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, host, pathname, search, hash, username, port } = new URL(link);
  if (protocol !== `${deepLinkScheme}:` || search !== '' || hash !== '' || username !== '' || port !== '')
    return undefined;
  const start = Object.hasOwn(places, host) ? places[host] : undefined;
  const id = pathname.replace(/^\//, '');
  return start !== undefined && idPattern.test(id) ? start + id : undefined;
}

/** The first link among a program's arguments. */
export function linkAmong(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.startsWith(`${deepLinkScheme}:`));
}
