import http from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Certificate } from './certificates.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Respond = (response: ServerResponse, received: Received) => void;

/** An HTTP server, with a certificate an HTTPS one, that keeps what it receives and answers as the test says. */
export class Receiver {
  readonly received: Received[] = [];
  respond: Respond = (response) => response.writeHead(204).end();
  private readonly server: http.Server;

  constructor(certificate?: Certificate) {
    const listener: http.RequestListener = (request, response) => {
      void text(request).then((body) => {
        const received = { path: request.url ?? '', headers: request.headers, body };
        this.received.push(received);
        this.respond(response, received);
      });
    };
    this.server = certificate ? https.createServer({ ...certificate }, listener) : http.createServer(listener);
  }

  async open(host = '127.0.0.1', port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, host, resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  answering(status: number, headers: Record<string, string> = {}): this {
    this.respond = (response) => response.writeHead(status, headers).end('an answer that nobody reads');
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
