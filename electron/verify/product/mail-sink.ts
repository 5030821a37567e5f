import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A mail as the server took it. */
export interface TakenMail {
  readonly key: string;
  readonly to: string;
}

/** A mail server on the loopback address that takes everything and knows nothing of keys: it never drops a repeat. */
export interface MailSink {
  readonly port: number;
  /** How often the server has taken a mail to this address. */
  taken(to: string): number;
  close(): Promise<void>;
}

/** `delayMs` stands between taking a mail and saying so: a process killed in it leaves a mail in doubt. */
export async function openMailSink(delayMs: () => number, onTaken: (mail: TakenMail) => void): Promise<MailSink> {
  const sockets = new Set<Socket>();
  const taken = new Map<string, number>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, (to, content) => {
      const key = /^X-Lanekeeper-Key:\s*(\S+)/im.exec(content)?.[1] ?? '';
      taken.set(to, (taken.get(to) ?? 0) + 1);
      onTaken({ key, to });
      setTimeout(() => socket.writable && socket.write('250 2.0.0 taken\r\n'), delayMs());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    taken: (to) => taken.get(to) ?? 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function serve(socket: Socket, onMail: (to: string, content: string) => void): void {
  let received = '';
  let to = '';
  let inContent = false;
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (piece) => {
    received += piece.toString('latin1');
    for (;;) {
      const mark = inContent ? '\r\n.\r\n' : '\r\n';
      const end = received.indexOf(mark);
      if (end < 0) return;
      const text = received.slice(0, end);
      received = received.slice(end + mark.length);
      if (inContent) {
        inContent = false;
        onMail(to, text);
      } else if (/^EHLO/i.test(text)) socket.write('250-sink\r\n250 PIPELINING\r\n');
      else if (/^DATA/i.test(text)) {
        inContent = true;
        socket.write('354 go on\r\n');
      } else if (/^QUIT/i.test(text)) socket.end('221 bye\r\n');
      else {
        to = /^RCPT TO:<([^>]*)>/i.exec(text)?.[1] ?? to;
        socket.write('250 ok\r\n');
      }
    }
  });
}
