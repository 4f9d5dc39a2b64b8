import { connect, type Socket } from 'node:net';

/** Bytes that ask something over HTTP/1.1. Made beforehand, so that asking costs next to nothing. */
export function question(method: string, path: string, headers: Readonly<Record<string, string>>, json?: object): Buffer {
  const body = json === undefined ? '' : JSON.stringify(json);
  const lengthAndType = json === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ host: 'bench', ...headers, ...lengthAndType }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** One connection that stays open, for one question after another. */
export class OneConnection {
  private received = '';
  private settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay().setEncoding('latin1');
    socket.on('data', (text: string) => this.receive(text));
    socket.on('error', (error) => this.settle?.reject(error));
    socket.on('close', () => this.settle?.reject(new Error('the connection was closed')));
  }

  static async open(url: string): Promise<OneConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new OneConnection(socket);
  }

  /** Not before the answer to the last has come. */
  ask(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    const answer = answerIn(this.received);
    if (!answer) return;
    this.received = '';
    this.settle?.resolve(answer);
  }
}

/** Undefined until all of it has come. Every service here says how long its answers are. */
function answerIn(received: string): Answer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.slice(0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const body = received.slice(end + 4);
  return body.length < length ? undefined : { status: Number(head.slice(9, 12)), head, body };
}
