const secretKey = 'lanekeeper.secret';

/**
 * The second secret of this tab's session. A one-use token in the address's fragment is exchanged for it once, and
 * removed from the address; without either the person needs a fresh link.
 */
export async function readSecret(page: Window): Promise<string | null> {
  const token = tokenOf(page.location.hash);
  if (token === null) return page.sessionStorage.getItem(secretKey);
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  const answer = await page.fetch(new URL('./session', page.location.href), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify({ token }),
  });
  if (!answer.ok) return page.sessionStorage.getItem(secretKey);
  const body = (await answer.json()) as { secret?: unknown };
  if (typeof body.secret !== 'string') return null;
  page.sessionStorage.setItem(secretKey, body.secret);
  return body.secret;
}

/** Forgets a session that the host no longer knows. */
export function forgetSecret(page: Window): void {
  page.sessionStorage.removeItem(secretKey);
}

/** The token of `#t=<token>`, or null for any other fragment. */
export function tokenOf(hash: string): string | null {
  const match = /^#t=([A-Za-z0-9_-]{20,200})$/.exec(hash);
  return match?.[1] ?? null;
}
