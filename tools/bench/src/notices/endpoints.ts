import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Servers that webhooks are sent to, each on a port of its own, so that each is a host of its own to whoever sends. */
export class Endpoints {
  received = 0;
  private readonly sockets = new Set<Socket>();
  private readonly servers: Server[] = [];

  private constructor(private readonly answering: boolean) {}

  /** `answering` at once, or never. */
  static async open(count: number, { answering }: { readonly answering: boolean }): Promise<Endpoints> {
    const endpoints = new Endpoints(answering);
    for (let n = 0; n < count; n++) await endpoints.listen();
    return endpoints;
  }

  get urls(): string[] {
    return this.servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  /** Those who wait for an answer are cut off. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private async listen(): Promise<void> {
    const server = createServer((request, response) => {
      request.resume().once('end', () => {
        this.received++;
        if (this.answering) response.writeHead(204).end();
      });
    });
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
}
