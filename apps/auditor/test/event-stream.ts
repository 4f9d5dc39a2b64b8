import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '@latchkey/testing';

export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events as a browser does, but with headers. Has a connection of its own: `fetch` opens others ahead, and the service waits for those. */
export class EventStream {
  readonly events: SentEvent[] = [];
  lastId = '';
  ended = false;
  private rest = '';

  private constructor(private readonly response: IncomingMessage) {}

  static async open(url: string, headers: Record<string, string>): Promise<EventStream> {
    const request = get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const stream = new EventStream(response);
    if (stream.status === 200) void stream.read();
    return stream;
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  header(name: string): string | string[] | undefined {
    return this.response.headers[name];
  }

  /** Where it was refused. */
  text(): Promise<string> {
    return text(this.response);
  }

  close(): void {
    this.response.destroy();
  }

  /** Once as many have come. */
  arrived(count: number): Promise<readonly SentEvent[]> {
    return eventually(() => {
      if (this.events.length < count) throw new Error(`${this.events.length} of ${count} events have come`);
      return this.events;
    }, { timeoutMs: 30_000 });
  }

  private async read(): Promise<void> {
    this.response.setEncoding('utf8');
    this.response.on('error', () => undefined);
    this.response.on('data', (part: string) => this.take(part));
    await once(this.response, 'close');
    this.ended = true;
  }

  private take(part: string): void {
    const blocks = (this.rest + part).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.dispatch(block.split('\n'));
  }

  private dispatch(lines: readonly string[]): void {
    const field = (name: string): string | undefined => lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trimStart();
    this.lastId = field('id') ?? this.lastId;
    const data = field('data');
    if (data !== undefined) this.events.push({ id: this.lastId, event: field('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> });
  }
}
