import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A small SMTP server that keeps Message-IDs, for many thousands of messages a minute, and fails as told:
 * refuse: closes before the greeting; hang: says nothing any more, from MAIL on; hang-after-dot: keeps the message and never says
 * so; drop-in-data: breaks in the middle of a message; drop-after-dot: keeps the message and breaks before its 250; 421, 450, 550:
 * that reply, 421 and 450 to MAIL, 550 to RCPT.
 */
export type SinkFault =
  'none' | 'refuse' | 'hang' | 'hang-after-dot' | 'drop-in-data' | 'drop-after-dot' | '421' | '450' | '550';

export interface Sink {
  url: string;
  port: number;
  /** Message-ID -> how often it was taken */
  received: Map<string, number>;
  /** the text of what was taken, when `keep` is set; by Message-ID */
  texts: Map<string, string>;
  keep: boolean;
  fault: SinkFault;
  /** asked for each command; `fault` is what it answers by default */
  choose: () => SinkFault;
  /** called for each message taken, after its 250 was written */
  onTaken: (messageId: string) => void;
  faulted: number;
  stop(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, sink);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sink: Sink = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received: new Map(),
    texts: new Map(),
    keep: false,
    fault: 'none',
    choose: () => sink.fault,
    onTaken: () => undefined,
    faulted: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return sink;
}

function converse(socket: Socket, sink: Sink): void {
  let buffer = '';
  let inData = false;
  let silent = false;
  /** asks once; only those that this command knows how to show count as shown */
  const failing = (...known: SinkFault[]): SinkFault => {
    const fault = sink.choose();
    if (!known.includes(fault)) return 'none';
    sink.faulted += 1;
    return fault;
  };
  if (failing('refuse') === 'refuse') {
    socket.destroy();
    return;
  }
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk) => {
    if (silent) return;
    buffer += chunk.toString('latin1');
    for (;;) {
      if (inData) {
        const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n') + 2;
        if (end === 1) return; // not there yet
        const message = buffer.slice(0, end);
        buffer = buffer.slice(end + 3);
        inData = false;
        const fault = failing('drop-after-dot', 'hang-after-dot');
        const id = take(sink, message);
        if (fault !== 'none') {
          silent = true;
          if (fault === 'drop-after-dot') socket.destroy();
          return;
        }
        socket.write('250 taken\r\n');
        sink.onTaken(id);
        continue;
      }
      const at = buffer.indexOf('\r\n');
      if (at < 0) return;
      const line = buffer.slice(0, at);
      buffer = buffer.slice(at + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO')
        socket.write('250-sink\r\n250-PIPELINING\r\n250-SIZE 20000000\r\n250 8BITMIME\r\n');
      else if (verb === 'MAIL') {
        const fault = failing('hang', 'refuse', '421', '450');
        if (fault === 'hang') silent = true;
        else if (fault === 'refuse') socket.destroy();
        else if (fault === '421') socket.end('421 closing\r\n');
        else socket.write(fault === '450' ? '450 later\r\n' : '250 ok\r\n');
      } else if (verb === 'RCPT')
        socket.write(failing('550') === '550' ? '550 no such user\r\n' : '250 ok\r\n');
      else if (verb === 'DATA') {
        if (failing('drop-in-data') === 'drop-in-data') {
          socket.write('354 go on\r\n', () => setTimeout(() => socket.destroy(), 1));
          silent = true;
          return;
        }
        inData = true;
        socket.write('354 go on\r\n');
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    }
  });
}

function take(sink: Sink, message: string): string {
  const id = /^message-id:\s*(<[^>]+>)/im.exec(message)?.[1] ?? '';
  sink.received.set(id, (sink.received.get(id) ?? 0) + 1);
  if (sink.keep) sink.texts.set(id, message);
  return id;
}
