import { connect, createServer, type Server, type Socket } from 'node:net';
import { databaseUrl } from '@latchkey/testing';

const standardPort = 5432;

/** A line to Postgres that can be cut, or go dead. */
export class PostgresLine {
  private readonly ends = new Set<Socket>();
  private readonly dead = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  /** After `cut`, at the same address. */
  async open(): Promise<void> {
    const server = createServer((client) => this.join(client));
    this.server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a port was expected');
    this.port = address.port;
  }

  /** A database’s address at this end of the line. */
  to(database: string): string {
    const url = new URL(database);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
    this.server = undefined;
    for (const end of this.ends) end.destroy();
    await closed;
  }

  /** Nothing goes through any more on the connections that stand, not even their end. */
  goDead(): void {
    for (const end of this.ends) {
      this.dead.add(end);
      end.unpipe().pause();
    }
  }

  private join(client: Socket): void {
    const { hostname, port } = new URL(databaseUrl());
    const postgres = connect(Number(port || standardPort), hostname);
    client.pipe(postgres);
    postgres.pipe(client);
    this.watch(client, postgres);
    this.watch(postgres, client);
  }

  private watch(end: Socket, other: Socket): void {
    this.ends.add(end);
    end.on('error', () => undefined);
    end.on('close', () => {
      this.ends.delete(end);
      if (!this.dead.has(end)) other.destroy();
    });
  }
}
