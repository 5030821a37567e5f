/** Where a request says it comes from and goes to; `rawHeaders` as Node gives them, name and value in turn. */
export interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
}

/** The addresses that may name this host, and the pages that may speak to it. Nothing is matched by pattern. */
export interface AllowedAddresses {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** The page that the browser is started on is a file, so its origin is `null`; it may post its token and nothing else. */
export const launchPath = '/launch';

/** Our own address, and those of tunnels the operator named (`https://console.example`). */
export function allowedAddresses(port: number, extraOrigins: readonly string[]): AllowedAddresses {
  const origins = [`http://127.0.0.1:${port}`, ...extraOrigins.map((origin) => new URL(origin).origin)];
  return { origins: new Set(origins), hosts: new Set(origins.map((origin) => new URL(origin).host)) };
}

/** Why a request is refused before anything of it is read, or undefined. */
export function whyRefused(request: RequestFacts, allowed: AllowedAddresses): string | undefined {
  const hosts = headerValues(request.rawHeaders, 'host');
  const [host] = hosts;
  if (host === undefined || hosts.length > 1 || !allowed.hosts.has(host))
    return 'This address is not one that the console answers to.';
  const origins = headerValues(request.rawHeaders, 'origin');
  if (origins.length > 1) return 'More than one Origin was stated.';
  const [origin] = origins;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (origin === undefined) return isRead ? undefined : 'A request that changes something must state its Origin.';
  if (origin === 'null' && request.method === 'POST' && request.path === launchPath) return undefined;
  return allowed.origins.has(origin) ? undefined : 'Pages of another origin may not speak to the console.';
}

/** Every value of one header, in the order sent. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
