import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers HTTP on this machine. */
export class HttpHost {
  private readonly server: Server;

  constructor(answer: RequestListener) {
    this.server = createServer(answer);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** On a free port unless one is named. */
  async open(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  /** With what it has not answered yet. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

/** Answers each path as a test sets it, and knows which were asked for. */
export class ScriptedHost extends HttpHost {
  readonly asked: string[] = [];
  answers: Record<string, RequestListener> = {};

  constructor() {
    super((request, response) => {
      const path = request.url ?? '';
      this.asked.push(path);
      this.answers[path]?.(request, response);
    });
  }

  reset(): void {
    this.asked.length = 0;
    this.answers = {};
  }
}
