import type { ToolOutcome } from '../contract.ts';
import { printable } from '../printable.ts';
import type { HttpAnswer } from './exchange.ts';

/** Of the answer's text this much is kept in the receipt, as plain text. */
const mostSnippet = 2_000;

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly isRepeat: boolean;
  /** Never kept, should the server echo them. */
  readonly secrets: readonly string[];
}

/**
 * What became of a request. 2xx is done. A refusal that can only be about this request, and says that nothing was
 * done, is not-applied, unless an earlier one of the same key may have arrived: then it may speak of what that one did.
 * Silence, redirects and everything a server says while it is not well are unknown.
 */
export function outcomeOf(answer: HttpAnswer, sent: Sent): ToolOutcome {
  const what = `${sent.method} ${sent.url}`;
  if (answer.state === 'not-sent' && !sent.isRepeat)
    return { outcome: 'not-applied', reason: `${cut(answer.reason)}. Nothing was sent.` };
  if (answer.state !== 'answered')
    return { outcome: 'unknown', reason: `${what} was sent and ${cut(answer.reason)}. It may have been carried out.` };
  const { status, headers } = answer;
  const said = `${what} was answered ${status}`;
  if (status >= 200 && status <= 299)
    return {
      outcome: 'done',
      summary: said,
      detail: {
        status,
        etag: headers['etag'] ?? null,
        location: headers['location'] ?? null,
        answer: snippetOf(answer.text, sent.secrets),
      },
    };
  const words = snippetOf(answer.text, sent.secrets, 200);
  const quoted = words === '' ? '' : ` (“${words}”)`;
  if (sent.isRepeat)
    return { outcome: 'unknown', reason: `${said}${quoted}, which may speak of what it did when it was sent before.` };
  if (status === 412)
    return { outcome: 'not-applied', reason: `What it acts on changed meanwhile, so the server did not write (412).` };
  if (status === 307 || status === 308)
    return { outcome: 'not-applied', reason: `${said}: it leads elsewhere, and redirects are not followed.` };
  // Both are also said while, or after, another request of the same key is carried out.
  if (status >= 400 && status <= 499 && status !== 408 && status !== 409)
    return { outcome: 'not-applied', reason: `${said}${quoted}; the server did not carry it out.` };
  return { outcome: 'unknown', reason: `${said}${quoted}. It may have been carried out.` };
}

/** The beginning of an answer as plain text, without the secrets that were sent. */
export function snippetOf(text: string, secrets: readonly string[], most = mostSnippet): string {
  let left = text;
  for (const secret of secrets)
    for (const part of [secret, secret.replace(/^\S+\s+/, '')])
      if (part.length >= 4) left = left.replaceAll(part, '•••');
  return printable(left, most);
}

function cut(reason: string): string {
  return printable(reason, 240);
}
