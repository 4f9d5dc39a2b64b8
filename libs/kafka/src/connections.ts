import { connect, isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';
import { sayTls } from './say-tls.js';

/** How long a broker that has not answered in its time counts as one that is not there. */
const awayMs = 5_000;
const keepAliveMs = 60_000;

/**
 * The connections of one client. Of a broker that refuses a connection kafkajs soon asks the others who leads in its place; one that takes connections and
 * answers nothing, as a frozen one does, it asks again and again, also when it has just begun and knows no other. So one that has not answered in its time is
 * taken for one that is not there: its connections end, new ones are refused, and others are asked first.
 */
export class Connections {
  private readonly sockets = new Map<string, Set<Socket>>();
  private readonly awayUntil = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  readonly socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const broker = `${host}:${port}`;
    if (this.isAway(broker)) return refused(broker);
    const socket = ssl ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect) : sayTls(connect({ host, port }, onConnect));
    socket.setKeepAlive(true, keepAliveMs);
    this.keep(broker, socket);
    return socket;
  };

  /** Those that may answer first; among them which by chance. */
  inOrder(brokers: readonly string[]): string[] {
    const places = new Map(brokers.map((broker) => [broker, Math.random() + Number(this.isAway(broker))]));
    return [...brokers].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  }

  /** It has not answered in its time. */
  giveUp(broker: string): void {
    this.awayUntil.set(broker, this.now() + awayMs);
    for (const socket of this.sockets.get(broker) ?? []) socket.destroy(asError('ECONNRESET', broker));
  }

  private isAway(broker: string): boolean {
    return (this.awayUntil.get(broker) ?? 0) > this.now();
  }

  private keep(broker: string, socket: Socket): void {
    const open = this.sockets.get(broker) ?? new Set();
    this.sockets.set(broker, open.add(socket));
    socket.once('close', () => open.delete(socket));
  }
}

function refused(broker: string): Socket {
  const socket = new Socket();
  // Once kafkajs listens.
  process.nextTick(() => socket.destroy(asError('ECONNREFUSED', broker)));
  return socket;
}

/** With the codes of the system: kafkajs looks at them. */
function asError(code: 'ECONNREFUSED' | 'ECONNRESET', broker: string): Error {
  return Object.assign(new Error(`${broker} did not answer in its time`), { code });
}
