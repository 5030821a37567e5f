import { z } from 'zod';

/**
 * One place outside that actions may be sent to, as the operator lists it; what is not listed is refused. `origin` is
 * scheme, host and port, in the form a URL's `origin` has.
 */
export const egressSchema = z
  .strictObject({
    origin: z.string().min(8).max(300),
    /** Its addresses may be of this machine or a private network; without this they are refused. */
    isPrivate: z.boolean().default(false),
    /** Hours for which the server recognises an idempotency key and does nothing twice; null: it does not. */
    keyHours: z.number().int().min(1).max(8_760).nullable().default(null),
    /**
     * A path, with `{key}` where the key goes, that answers 2xx where an action of this key was carried out and 404
     * where it was not; null: nobody can be asked.
     */
    askPath: z
      .string()
      .max(500)
      .regex(/^\/(?!\/)[^\s#]*$/, 'is no path')
      .nullable()
      .default(null),
    /** The name of a kept secret: the whole value of the `Authorization` header. */
    authorizationRef: secretName().nullable().default(null),
  })
  .superRefine(({ origin, isPrivate }, context) => {
    const problem = originProblem(origin, isPrivate);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['origin'], message: problem });
  });
export type Egress = z.infer<typeof egressSchema>;

export const egressListSchema = z
  .array(egressSchema)
  .max(100)
  .refine((list) => new Set(list.map(({ origin }) => origin)).size === list.length, 'names an origin twice');

/** The entry a URL is under; null where its origin is not listed. Compared letter by letter: only a parsed URL's own form matches. */
export function egressOf(list: readonly Egress[], url: string): Egress | null {
  const origin = /^https?:\/\/[^/?#]+/.exec(url)?.[0];
  return list.find((entry) => entry.origin === origin) ?? null;
}

export function secretName() {
  return z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'is no name of a secret (a-z, 0-9, dot, dash, underscore)');
}

const originForm =
  /^(https?):\/\/((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/;

/** Why a text is no origin that may be listed; null where it is one. */
function originProblem(origin: string, isPrivate: boolean): string | null {
  const found = originForm.exec(origin);
  if (found === null)
    return 'is no origin such as https://api.example.com (scheme and host in small letters, a port if it has one, nothing after it)';
  const [, scheme = '', host = '', port] = found;
  if (port === { http: '80', https: '443' }[scheme] || port?.startsWith('0') === true || Number(port ?? 1) > 65_535)
    return `has a port that is not written (80 for http, 443 for https) or is none`;
  if (/(?:^|\.)\d+$/.test(host) && !/^(?:\d{1,3}\.){3}\d{1,3}$/.test(host)) return 'is no whole address';
  if (scheme === 'http' && !isPrivate)
    return 'is not encrypted: http is for this machine and private networks alone, listed as private';
  return null;
}

/** How an origin is listed, in words. */
export function egressWords({ isPrivate, keyHours, askPath, authorizationRef }: Egress): string {
  const hours = keyHours === 1 ? '1 hour' : `${keyHours} hours`;
  return [
    isPrivate ? 'this machine or a private network' : 'public addresses',
    keyHours === null ? 'recognises no key' : `recognises a key for ${hours}`,
    askPath === null ? 'cannot be asked for one' : `is asked for one at ${askPath}`,
    authorizationRef === null ? 'no authorization' : `authorization from the secret ${authorizationRef}`,
  ].join(', ');
}
