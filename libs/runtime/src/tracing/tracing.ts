import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger as Pino } from 'pino';
import { ExportWarnings } from './export-warnings.js';
import type { TracingOptions } from './tracing.env.js';

const flushWithinMs = 2_000;

/** Tracing of this process: where none was begun, every span in the code is none, and costs nothing. */
export class Tracing {
  private constructor(private readonly provider: NodeTracerProvider) {}

  static begin(name: string, { endpoint, serviceName = name }: TracingOptions, log: Pino): Tracing {
    diag.setLogger(new ExportWarnings(log), DiagLogLevel.WARN);
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
    const resource = resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'latchkey', 'service.instance.id': randomUUID() });
    const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
    provider.register();
    return new Tracing(provider);
  }

  /** Sends what has not gone yet, for two seconds at most, and leaves the process as it was. */
  async end(): Promise<void> {
    const flushed = new AbortController();
    // What cannot be sent any more has been warned of.
    const shutdown = this.provider.shutdown().catch(() => undefined);
    const limit = pause(flushWithinMs, undefined, { signal: flushed.signal }).catch(() => undefined);
    await Promise.race([shutdown, limit]);
    flushed.abort();
    trace.disable();
    context.disable();
    propagation.disable();
    diag.disable();
  }
}
