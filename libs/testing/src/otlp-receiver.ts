import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const attributes = z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })).transform((each) => new Map(each.map(({ key, value }) => [key, Object.values(value)[0]])));
const span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string().transform(BigInt),
  attributes: attributes.default(new Map()),
});
const request = z.object({
  resourceSpans: z.array(z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

export type ReceivedSpan = z.infer<typeof span> & { readonly service: unknown; readonly instance: unknown };

/** A collector: takes traces by OTLP over HTTP as JSON, and answers 400 to what is none (https://opentelemetry.io/docs/specs/otlp/). */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** As they came. */
  readonly bodies: string[] = [];
  private readonly server = http.createServer((received, response) => {
    void text(received).then((body) => response.writeHead(this.take(received.url, body), { 'content-type': 'application/json' }).end('{}'));
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** In the order in which they started. */
  inTrace(traceId: string): ReceivedSpan[] {
    return this.spans.filter((each) => each.traceId === traceId).sort((one, other) => Number(one.startTimeUnixNano - other.startTimeUnixNano));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(url: string | undefined, body: string): number {
    if (url !== '/v1/traces') return 404;
    const parsed = request.safeParse(JSON.parse(body));
    if (!parsed.success) return 400;
    this.bodies.push(body);
    for (const { resource, scopeSpans } of parsed.data.resourceSpans) {
      const [service, instance] = ['service.name', 'service.instance.id'].map((name) => resource.attributes.get(name));
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((each) => ({ ...each, service, instance })));
    }
    return 200;
  }
}
