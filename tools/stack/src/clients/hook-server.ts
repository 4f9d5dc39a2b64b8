import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answers each webhook with the status that `take` makes of it. */
export class HookServer {
  private readonly server = http.createServer((request, response) => {
    void text(request).then((body) => response.writeHead(this.take(request.headers, body)).end());
  });

  constructor(private readonly take: (headers: http.IncomingHttpHeaders, body: string) => number) {}

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
