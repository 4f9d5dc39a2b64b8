import { connect, type Socket } from 'node:net';

const headEnd = '\r\n\r\n';
const contentLength = /\r\ncontent-length: (\d+)\r\n/i;

/** One connection that stays open, over which the next question goes once the last was answered. Does as little as it can: it must never be what is measured. */
export class Asking {
  private answer = '';
  private startedAt = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly next: () => Buffer,
    private readonly answered: (startedAt: number) => void,
  ) {}

  static start(port: number, next: () => Buffer, answered: (startedAt: number) => void): Asking {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const asking = new Asking(socket, next, answered);
    socket.setEncoding('latin1');
    socket.once('connect', () => asking.ask());
    socket.on('data', (part: string) => asking.take(part));
    socket.once('close', () => {
      throw new Error('the server closed a connection');
    });
    return asking;
  }

  end(): void {
    this.socket.removeAllListeners('close').destroy();
  }

  private ask(): void {
    this.startedAt = performance.now();
    this.socket.write(this.next());
  }

  private take(part: string): void {
    this.answer += part;
    const end = this.answer.indexOf(headEnd);
    if (end < 0) return;
    const length = contentLength.exec(this.answer)?.[1];
    if (length === undefined || !this.answer.startsWith('HTTP/1.1 200 ')) throw new Error(`an answer was ${this.answer}`);
    if (this.answer.length < end + headEnd.length + Number(length)) return;
    this.answer = '';
    this.answered(this.startedAt);
    this.ask();
  }
}
