/** The mail server of `bench dispatch`, in a process of its own: takes everything, counts it. */
import { createServer, type AddressInfo } from 'node:net';

let messages = 0;
let bytes = 0;

const server = createServer((socket) => {
  let buffer = '';
  let inData = false;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    let reply = '';
    for (;;) {
      if (inData) {
        const end = buffer.indexOf('\r\n.\r\n');
        if (end < 0) break;
        messages += 1;
        bytes += end;
        buffer = buffer.slice(end + 5);
        inData = false;
        reply += '250 taken\r\n';
        continue;
      }
      const end = buffer.indexOf('\r\n');
      if (end < 0) break;
      const verb = buffer.slice(0, 4).toUpperCase();
      buffer = buffer.slice(end + 2);
      inData = verb === 'DATA';
      // no PIPELINING, as many providers: each command waits for its answer
      reply += verb === 'EHLO' ? '250-sink\r\n250 8BITMIME\r\n' : inData ? '354 go on\r\n' : '250 ok\r\n';
    }
    if (reply) socket.write(reply);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ messages, bytes }));
process.on('disconnect', () => process.exit(0));
