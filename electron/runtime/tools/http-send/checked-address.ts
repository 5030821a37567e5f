import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { RequestOptions } from 'node:http';
import { isIP } from 'node:net';
import type { Ms } from '../../../../shared/ids.ts';
import { addressProblem } from './address.ts';

/** Every address of a host. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

export type CheckedAddress =
  | { readonly ok: true; readonly address: LookupAddress }
  /** `isDenied`: it leads where it may not; otherwise it was not found. */
  | { readonly ok: false; readonly isDenied: boolean; readonly reason: string };

/** The one address of a URL that may be connected to. Every address of the name has to be one that is allowed. */
export async function checkedAddress(
  url: URL,
  entry: { readonly origin: string; readonly isPrivate: boolean },
  { resolve, withinMs }: { readonly resolve: Resolve; readonly withinMs: Ms },
): Promise<CheckedAddress> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  let found: readonly LookupAddress[];
  try {
    found = isIP(host) === 0 ? await within(resolve(host), withinMs) : [{ address: host, family: isIP(host) }];
  } catch (thrown) {
    return { ok: false, isDenied: false, reason: `${host} could not be found (${messageOf(thrown)})` };
  }
  const problem = found.map(({ address }) => addressProblem(address, entry)).find((one) => one !== null);
  const [first] = found;
  if (first === undefined) return { ok: false, isDenied: false, reason: `${host} has no address` };
  if (problem !== undefined && problem !== null) return { ok: false, isDenied: true, reason: problem };
  return { ok: true, address: first };
}

/** Connects to the address that was looked at; the name goes on standing in the Host header and in the certificate's check. */
export function pinned({ address, family }: LookupAddress): NonNullable<RequestOptions['lookup']> {
  return (_host, { all }, done) => (all === true ? done(null, [{ address, family }]) : done(null, address, family));
}

export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return thrown.errors.map(messageOf).join('; ');
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function within<T>(work: Promise<T>, ms: Ms): Promise<T> {
  return new Promise((resolve, reject) => {
    AbortSignal.timeout(ms).addEventListener('abort', () => reject(new Error(`no answer within ${ms} ms`)));
    work.then(resolve, reject);
  });
}
