import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** What the scripted server does with a message. */
export type SmtpScript =
  | 'accept'
  | 'reject-recipient'
  | 'reject-content'
  | 'drop-after-content'
  | 'stall-after-content'
  | 'stall-before-greeting'
  | 'drop-before-content'
  | 'going-down-after-content'
  | 'refuse-login';

export interface ScriptedSmtpServer {
  readonly port: number;
  /** Complete messages received, dot-stuffing removed. */
  readonly messages: string[];
  readonly commands: string[];
  script: SmtpScript;
  /** Resolves when the next complete message has arrived. */
  nextMessage(): Promise<string>;
  /** Takes what was stalled after its content. */
  acceptStalled(): void;
  close(): Promise<void>;
}

const accepted = '250 2.0.0 queued as 42\r\n';

/** A small SMTP server on a free loopback port that follows a script. */
export async function startSmtpServer(script: SmtpScript): Promise<ScriptedSmtpServer> {
  const sockets = new Set<Socket>();
  const waiters: ((message: string) => void)[] = [];
  const stalled: Socket[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scripted: ScriptedSmtpServer = {
    port: (server.address() as AddressInfo).port,
    messages: [],
    commands: [],
    script,
    nextMessage: () => new Promise((resolve) => waiters.push(resolve)),
    acceptStalled() {
      for (const socket of stalled.splice(0)) socket.write(accepted);
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return scripted;

  function talk(socket: Socket): void {
    let received = '';
    let inContent = false;
    if (scripted.script === 'stall-before-greeting') return;
    socket.write('220 scripted ESMTP\r\n');
    socket.on('data', (piece) => {
      received += piece.toString('latin1');
      for (;;) {
        const end = inContent ? received.indexOf('\r\n.\r\n') : received.indexOf('\r\n');
        if (end < 0) return;
        const text = received.slice(0, end);
        received = received.slice(end + (inContent ? 5 : 2));
        if (inContent) {
          inContent = false;
          content(socket, text);
        } else inContent = command(socket, text);
      }
    });
  }

  /** Answers a command; true when content follows. */
  function command(socket: Socket, text: string): boolean {
    scripted.commands.push(text);
    const verb = text.split(/[ :]/)[0]?.toUpperCase() ?? '';
    if (verb === 'EHLO') socket.write('250-scripted\r\n250-AUTH PLAIN\r\n250 PIPELINING\r\n');
    else if (verb === 'AUTH')
      socket.write(scripted.script === 'refuse-login' ? '535 5.7.8 wrong password\r\n' : '235 2.7.0 welcome\r\n');
    else if (verb === 'RCPT' && scripted.script === 'reject-recipient') socket.write('550 5.1.1 no such person\r\n');
    else if (verb === 'DATA' && scripted.script === 'reject-recipient') socket.write('503 no recipient\r\n');
    else if (verb === 'DATA' && scripted.script === 'drop-before-content') socket.destroy();
    else if (verb === 'DATA') {
      socket.write('354 go ahead\r\n');
      return true;
    } else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else socket.write('250 ok\r\n');
    return false;
  }

  function content(socket: Socket, text: string): void {
    const message = `${text.replaceAll(/^\.\./gm, '.')}\r\n`;
    scripted.messages.push(message);
    if (scripted.script === 'accept') socket.write(accepted);
    else if (scripted.script === 'stall-after-content') stalled.push(socket);
    else if (scripted.script === 'reject-content') socket.write('554 5.7.1 looks like spam\r\n');
    else if (scripted.script === 'going-down-after-content') socket.end('421 going down\r\n');
    else if (scripted.script === 'drop-after-content') socket.destroy();
    for (const resolve of waiters.splice(0)) resolve(message);
  }
}
