import type { Socket } from 'node:net';

/** The first bytes of an alert of TLS, which as a length of an answer would be beyond all bounds. */
const tlsAlert = Buffer.from([0x15, 0x03]);

/** Lets a connection without TLS say so where the other end speaks it: kafkajs would only find the connection closed. */
export function sayTls(socket: Socket): Socket {
  return socket.once('data', (start: Buffer) => {
    if (start.subarray(0, tlsAlert.length).equals(tlsAlert)) socket.destroy(new Error('the broker speaks TLS and this side does not: set KAFKA_TLS'));
  });
}
