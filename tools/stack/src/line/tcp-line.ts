import { connect, createServer, type Server, type Socket } from 'node:net';
import { Passage } from './passage.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A line to a server on which what can befall a network does: it can be cut, fall silent, become slow, or go dead. */
export class TcpLine {
  private readonly ends = new Set<Socket>();
  private readonly passages = new Set<Passage>();
  private server: Server | undefined;
  private weather = { silent: false, delayMs: 0 };
  private heldPort = 0;

  /** `to` is asked for each connection, since the server may begin after the line. */
  constructor(private readonly to: () => Address) {}

  /** The same from the first `open` on. */
  get port(): number {
    return this.heldPort;
  }

  /** Takes connections; also again after `cut`. */
  async open(): Promise<this> {
    const server = createServer((client) => this.join(client));
    this.server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.heldPort, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a port was expected');
    this.heldPort = address.port;
    return this;
  }

  /** The same URL at this end of the line. */
  at(target: string): string {
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(this.heldPort);
    return url.href;
  }

  /** Resets every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
    this.server = undefined;
    for (const end of this.ends) end.resetAndDestroy();
    await closed;
  }

  /** Nothing goes through any more on the connections that stand, not even their end. New ones are not affected. */
  goDead(): void {
    for (const passage of this.passages) passage.die();
  }

  /** Connections are still taken, but nothing arrives until `hear`. */
  fallSilent(): void {
    this.weather = { ...this.weather, silent: true };
  }

  /** What was said meanwhile arrives as well, as a network would send it again. */
  hear(): void {
    this.weather = { ...this.weather, silent: false };
    for (const passage of this.passages) passage.deliver();
  }

  /** From now on everything arrives so much later; 0 for at once. */
  slowBy(delayMs: number): void {
    this.weather = { ...this.weather, delayMs };
  }

  private join(client: Socket): void {
    const server = connect(this.to());
    this.watch(client, server);
    this.watch(server, client);
  }

  private watch(from: Socket, to: Socket): void {
    const passage = new Passage(from, to, () => this.weather);
    this.ends.add(from);
    this.passages.add(passage);
    from.on('close', () => this.ends.delete(from));
    to.on('close', () => this.passages.delete(passage));
  }
}
