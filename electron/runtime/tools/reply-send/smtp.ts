import { isIPv4 } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { NodemailerError } from 'nodemailer';
import type { Ms } from '../../../../shared/ids.ts';
import { printable } from '../printable.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. Otherwise STARTTLS is required, except on this machine's own loopback address. */
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly password: string } | null;
}

export interface SmtpMail {
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
  /** Awaited after the server asked for the message and before its first byte leaves; a rejection sends nothing. */
  readonly beforeContent: () => Promise<void>;
}

export interface SmtpTimeouts {
  readonly connectMs: Ms;
  readonly greetingMs: Ms;
  /** Longest silence of the server in the middle of a session. */
  readonly silenceMs: Ms;
  /** The whole session. */
  readonly totalMs: Ms;
}

export type SmtpResult =
  | { readonly result: 'accepted'; readonly reply: string }
  /** The server did not take the message, and that is known. */
  | { readonly result: 'not-sent'; readonly reason: string }
  /** The message, or a part of it, left, and no answer came back. */
  | { readonly result: 'unknown'; readonly reason: string };

/** RFC 5321 4.5.3.2 asks for minutes; a person waits for this one. */
export const smtpTimeouts: SmtpTimeouts = {
  connectMs: 15_000,
  greetingMs: 15_000,
  silenceMs: 60_000,
  totalMs: 180_000,
};

/**
 * Sends one message in a session of its own. Until the content leaves, every failure means `not-sent`. After that only
 * the server's own final reply counts: 2xx accepted, 4xx or 5xx refused (RFC 5321 4.2.5 and 6.1), except 421, which a
 * server also sends while it goes down. Silence, a cut connection or anything else is `unknown`.
 */
export function sendBySmtp(server: SmtpServer, mail: SmtpMail, timeouts: SmtpTimeouts): Promise<SmtpResult> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: !server.secure && !isLoopback(server.host),
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
  });
  return new Promise((resolve) => {
    const content = contentOf(mail);
    const deadline = AbortSignal.timeout(timeouts.totalMs);
    let settled = false;
    deadline.addEventListener('abort', () => fail(new Error('the session took too long')));
    connection.on('error', fail);
    connection.on('end', () => fail(new Error('the server closed the connection')));
    connection.connect((failure) => {
      if (failure) fail(failure);
      else if (server.login === null) send();
      else connection.login({ user: server.login.user, pass: server.login.password }, (e) => (e ? fail(e) : send()));
    });

    function send(): void {
      connection.send({ from: mail.from, to: [mail.to], size: mail.bytes.length }, content.stream, (failure, info) => {
        if (failure) fail(failure);
        else settle({ result: 'accepted', reply: printable(info.response, 200) }, 'quit');
      });
    }

    function fail(failure: Error): void {
      settle(content.hasLeft() ? afterContent(failure) : beforeContent(failure), 'close');
    }

    function settle(result: SmtpResult, goodbye: 'quit' | 'close'): void {
      if (settled) return;
      settled = true;
      if (goodbye === 'quit') connection.quit();
      connection.close();
      // A `beforeContent` under way ends first: whoever undoes it must not overtake it.
      void content.abandon().then(() => resolve(result));
    }
  });
}

interface Content {
  readonly stream: Readable;
  /** The first byte may be on its way. */
  readonly hasLeft: () => boolean;
  /** Lets no byte leave from now on, if none has. */
  readonly abandon: () => Promise<void>;
}

/** The message as a stream that prepares itself when its first byte is asked for. */
function contentOf(mail: SmtpMail): Content {
  let state: 'here' | 'left' | 'abandoned' = 'here';
  let preparing: Promise<void> = Promise.resolve();
  async function* pieces(): AsyncGenerator<Buffer> {
    preparing = mail.beforeContent();
    await preparing;
    if (state === 'abandoned') return;
    state = 'left';
    yield mail.bytes;
  }
  return {
    stream: Readable.from(pieces(), { objectMode: false }),
    hasLeft: () => state === 'left',
    abandon: async () => {
      if (state === 'here') state = 'abandoned';
      await preparing.catch(() => undefined);
    },
  };
}

function beforeContent(failure: NodemailerError): SmtpResult {
  return { result: 'not-sent', reason: printable(failure.message, 240) };
}

function afterContent(failure: NodemailerError): SmtpResult {
  const reason = printable(failure.message, 240);
  const reply = failure.command === 'DATA' ? (failure.responseCode ?? 0) : 0;
  return reply >= 400 && reply <= 599 && reply !== 421 ? { result: 'not-sent', reason } : { result: 'unknown', reason };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
